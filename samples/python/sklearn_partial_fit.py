"""A perceptron of scikit-learn that learns batch by batch: what does not fit into memory can be trained on."""
import hep
from sklearn.neural_network import MLPClassifier

problem = hep.problem
model = MLPClassifier((64, 32), alpha=0.01, learning_rate_init=problem.learning_rate, random_state=problem.seed)
hep.use(model, inputs=["features", "mask"])
classes = list(range(max(2, problem.outputs)))

for batch in hep.batches():
    import numpy
    model.partial_fit(numpy.hstack(batch.inputs(["features", "mask"])), batch.labels, classes=classes)
    hep.report(loss=model.loss_)
