"""Boosted trees of XGBoost, on everything at once. They know missing values: where the mask is false, they see NaN."""
import hep
import xgboost

problem = hep.problem
train = hep.data()
model = xgboost.XGBClassifier(n_estimators=200, max_depth=4, learning_rate=0.05, tree_method="hist", random_state=problem.seed)
model.fit(train.missing, train.labels, sample_weight=train.weights)
hep.use(model, inputs=["missing"])
