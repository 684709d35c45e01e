"""Boosted trees of scikit-learn, on everything at once. They know missing values: where the mask is false, they see NaN."""
import hep
from sklearn.ensemble import HistGradientBoostingClassifier

train = hep.data()
model = HistGradientBoostingClassifier(
    learning_rate=0.05, max_iter=200, max_leaf_nodes=15, l2_regularization=1.0, random_state=hep.problem.seed)
model.fit(train.missing, train.labels, sample_weight=train.weights)
hep.use(model, inputs=["missing"])
