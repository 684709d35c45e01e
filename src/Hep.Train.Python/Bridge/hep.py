"""What a training script has of Hep.Train.Python: batches of events come in, losses, predictions and the model go out.

A script in batches:                                A script with everything in memory:

    import hep                                          import hep

    hep.use(model)                                      train = hep.data()
    for epoch in hep.epochs():                          model.fit(train.features, train.labels, train.weights)
        for batch in epoch:                             hep.use(model)
            loss = step(batch.features, batch.labels)
            hep.report(loss=loss)

Needs the standard library and NumPy. The frames on the pipe are described in docs/python.md.
"""
import io
import json
import os
import runpy
import signal
import struct
import sys
import time

VERSION = 1
_MAGIC = b"HEPF"
_HEADER = struct.Struct("<4sHHQ")     # magic, version, kind, bytes that follow
_LIMIT = 1 << 31                      # bytes of a frame

# to the script
_PROBLEM, _SCHEMA, _EPOCH, _BATCH, _END, _PREDICT, _KEEP, _RESTORE, _EXPORT, _CLOSE = range(1, 11)
# from the script
_READY, _STARTED, _LOSS, _PREDICTIONS, _DONE, _MODEL, _FAILED = range(65, 72)

problem = None                        #: what is to be learnt: see Problem
_session = None


class Error(Exception):
    """What cannot be: the message says why, and what to do."""


class Cancelled(BaseException):
    """Training was cancelled, or the trainer is gone: let it pass."""


class Problem:
    """What is to be learnt.

    task                        'binary', 'multiclass' or 'regression'
    cells                       numbers in a row of features
    outputs                     numbers in a row of predictions
    output                      the name of the model's output
    target_means, target_deviations   of a regression's targets in the training part
    mean_weight                 mean of the weights' absolute values
    batch, epochs, seed, learning_rate, weight_decay, …   what the configuration says under 'training'
    rank, world_size            which of several processes this is that learn together
    """

    def __init__(self, document):
        self.options = document.pop("options")
        self.__dict__.update({k: v for k, v in self.options.items() if k not in document})
        self.__dict__.update(document)


class Batch:
    """Some entries.

    features    float32 [n, cells], scaled; padding and what is no number hold the padding value
    mask        bool [n, cells]: true where a usable value of the data stands
    labels      float32 [n], or [n, targets]
    weights     float32 [n]
    lengths     for each collection the objects of each entry before truncation, int32 [n]
    grids       arrays of the matrix form by name, float32 [n, channels, y, x]
    """

    def __init__(self, schema, arrays):
        self._schema = schema
        self.features, self.mask, self.labels, self.weights, self.lengths, self.grids = arrays

    def __len__(self):
        return len(self.weights)

    @property
    def cells(self):
        """The names of the cells."""
        return self._schema["cells"]

    @property
    def collections(self):
        """The names of the collections."""
        return [c["name"] for c in self._schema["collections"]]

    @property
    def missing(self):
        """The features, NaN where the mask is false: for models that know missing values."""
        return _numpy().where(self.mask, self.features, _numpy().float32("nan"))

    def tokens(self, collection):
        """The objects of a collection [n, slots, columns], and a mask [n, slots] of those that exist."""
        layout = next((c for c in self._schema["collections"] if c["name"] == collection), None)
        if layout is None:
            raise Error(f"There is no collection '{collection}': there are {', '.join(self.collections) or 'none'}.")
        slots, columns = layout["slots"], len(layout["columns"])
        places = _numpy().asarray(layout["cells"], dtype=_numpy().int64)
        values = self.features[:, places].reshape(len(self), slots, columns)
        exists = _numpy().arange(slots)[None, :] < self.lengths[collection][:, None]
        return values, exists

    def inputs(self, names):
        """The arrays of these names, float32: 'features', 'mask', 'missing'."""
        known = {"features": lambda: self.features, "mask": lambda: self.mask.astype("float32"), "missing": lambda: self.missing}
        return [known[name]() for name in names]


def epochs():
    """The passes over the training part, each an iterable of batches; who leaves the loop ends training."""
    number = 0
    while True:
        number += 1
        if not _session.begin_epoch():
            return
        epoch = _Epoch(number)
        yield epoch
        _session.end_epoch(finished=False)


def batches():
    """The batches of all passes, one after the other."""
    for epoch in epochs():
        yield from epoch


def data():
    """The whole training part as one Batch, within the bound on memory. It is learnt from once: training ends with the script."""
    return _session.collect()


def report(loss=None, **metrics):
    """The mean loss of the last batch, entries weighted, and any other figures of it: their means over the epoch are told."""
    _session.report(loss, metrics)


def use(model, inputs=("features",), logits=True, predict=None, export=None, keep=None, restore=None):
    """Says what is trained: a torch.nn.Module, an estimator of scikit-learn or XGBoost, or anything with functions of its own.

    inputs      what the model takes of a batch: 'features', 'mask' (0 and 1), 'missing' (features with NaN where the mask is
                false). A module gets each as an argument, an estimator all beside one another.
    logits      whether a module gives numbers from which a sigmoid or softmax makes probabilities; a regression has none
    predict     from a Batch the predictions [n, outputs]: probabilities, or targets in their own units
    export      gives an ONNX model: its bytes, or the path of its file. Inputs 'features' [n, cells] and, if wanted, 'mask',
                output problem.output [n, outputs]
    keep        gives a copy of the present weights
    restore     takes such a copy
    """
    _session.model = _adapter(model, tuple(inputs), logits).with_own(predict, export, keep, restore)


class _Epoch:
    def __init__(self, number):
        self.number = number

    def __iter__(self):
        for batch in _session.batches():
            try:
                yield batch
            except GeneratorExit:                       # the script leaves its loop with this batch
                if _session.has_report:
                    _session.settle(batch)
                raise
            _session.settle(batch)


# ---------------------------------------------------------------------------------------------------------------- models


class _Model:
    """An adapter: how to predict with a model, keep it, and give it away."""

    def __init__(self, model, inputs, logits):
        for name in inputs:
            if name not in ("features", "mask", "missing"):
                raise Error(f"inputs: '{name}' is none of features, mask, missing.")
        self.model, self.inputs, self.logits = model, inputs, logits

    def with_own(self, predict, export, keep, restore):
        if (keep is None) != (restore is None):
            raise Error("hep.use: 'keep' and 'restore' belong together.")
        for name, function in (("predict", predict), ("export", export), ("keep", keep), ("restore", restore)):
            if function is not None:
                setattr(self, name, function)
        for name in ("predict", "export"):
            if not callable(getattr(self, name, None)):
                raise Error(f"hep.use does not know how to {name} with {type(self.model).__module__}.{type(self.model).__name__}: "
                            f"give it a function, {name}=….")
        return self

    def tell(self):
        """What the model says of itself, for its card: texts."""
        kind = type(self.told())
        return {"class": _text(lambda: f"{kind.__module__}.{kind.__qualname__}")}

    def told(self):
        """What of the model is told of."""
        return self.model

    def keep(self):
        import copy
        return copy.deepcopy(self.model.__dict__)

    def restore(self, kept):
        import copy
        self.model.__dict__.clear()
        self.model.__dict__.update(copy.deepcopy(kept))


class _Torch(_Model):
    def _head(self):
        """The module with what makes predictions of its numbers."""
        import torch
        model, outputs, task = self.told(), problem.outputs, problem.task if self.logits else None

        class Head(torch.nn.Module):
            def __init__(self):
                super().__init__()
                self.model = model
                self.outputs: int = outputs
                self.head = {"binary": torch.nn.Sigmoid(), "multiclass": torch.nn.Softmax(1)}.get(task, torch.nn.Identity())

            def forward(self, first):
                return self.head(self.model(first).reshape(-1, self.outputs))

        class HeadOfTwo(Head):
            def forward(self, first, second):
                return self.head(self.model(first, second).reshape(-1, self.outputs))

        if not 1 <= len(self.inputs) <= 2 or "missing" in self.inputs:
            raise Error("A module of PyTorch takes 'features', 'mask' or both: let it put NaN itself where it wants them.")
        head = (Head if len(self.inputs) == 1 else HeadOfTwo)().eval()
        # what was compiled is exported as such: its calls cannot be traced
        return torch.jit.script(head) if isinstance(model, torch.jit.ScriptModule) else head

    def tell(self):
        return {**super().tell(), "library": _library("torch"), "layers": _text(lambda: str(self.told()))}

    def told(self):
        """The module itself, without what spreads it over processes."""
        return self.model.module if type(self.model).__name__ == "DistributedDataParallel" else self.model

    def _device(self):
        parameter = next(self.model.parameters(), None)
        return "cpu" if parameter is None else parameter.device

    def predict(self, batch):
        import torch
        training = self.model.training
        try:
            with torch.no_grad():
                inputs = [torch.from_numpy(a).to(self._device()) for a in batch.inputs(self.inputs)]
                return self._head()(*inputs).cpu().numpy()
        finally:
            self.model.train(training)

    def keep(self):
        import copy
        return copy.deepcopy(self.model.state_dict())

    def restore(self, kept):
        self.model.load_state_dict(kept)

    def export(self):
        import inspect
        import torch
        limit = getattr(getattr(torch.onnx, "constants", None), "ONNX_MAX_OPSET", 17)
        further = {"dynamo": False} if "dynamo" in inspect.signature(torch.onnx.export).parameters else {}
        training, file = self.model.training, io.BytesIO()
        try:
            torch.onnx.export(
                self._head(), tuple(torch.zeros(2, problem.cells, device=self._device()) for _ in self.inputs), file,
                input_names=list(self.inputs), output_names=[problem.output], opset_version=min(17, limit),
                dynamic_axes={name: {0: "n"} for name in (*self.inputs, problem.output)}, **further)
        finally:
            self.model.train(training)
        return file.getvalue()


class _Sklearn(_Model):
    def __init__(self, model, inputs, logits):
        super().__init__(model, inputs, logits)
        steps = [step for _, step in model.steps] if type(model).__name__ == "Pipeline" else [model]
        self._steps, self._last = [s for s in steps[:-1] if s not in (None, "passthrough")], steps[-1]
        for step in self._steps:
            if type(step).__name__ not in _SCALERS:
                raise Error(f"{type(step).__name__} in front of an estimator cannot be given away: there are {', '.join(_SCALERS)}.")
        if type(self._last).__name__ not in _ESTIMATORS:
            raise Error(f"{type(self._last).__name__} cannot be given away: there are {', '.join(_ESTIMATORS)}. "
                        "Any other needs a function of its own: hep.use(model, predict=…, export=…).")
        if hasattr(self._last, "loss") and type(self._last).__name__ == "SGDClassifier" and self._last.loss not in ("log_loss", "log"):
            raise Error(f"SGDClassifier(loss='{self._last.loss}') gives no probabilities: choose 'log_loss'.")

    def tell(self):
        return {**super().tell(), "library": _library(type(self.model).__module__.split(".")[0]), "parameters": _parameters(self.model)}

    def predict(self, batch):
        return _sklearn_predict(self.model, _numpy().hstack(batch.inputs(self.inputs)))

    def export(self):
        classes = getattr(self._last, "classes_", None)
        if classes is not None and list(classes) != list(range(max(2, problem.outputs))):
            raise Error(f"The estimator knows the classes {list(classes)}, expected 0 to {max(2, problem.outputs) - 1}: "
                        "each must be in what it learns from.")
        form = _ESTIMATORS[type(self._last).__name__](self._last)
        form["scaling"] = [_SCALERS[type(s).__name__](s) for s in self._steps]
        form["inputs"] = list(self.inputs)
        return form


_PARAMETERS_AT_MOST = 200
_PARAMETERS_LONGEST = 1 << 18  # as JSON: a quarter of the document that has them
_TEXT_AT_MOST = 4000


def _parameters(estimator):
    """Each as a text, as many as there is room for; a Pipeline's memory is a folder of the machine."""
    try:
        parameters = {str(name): value for name, value in estimator.get_params().items()}
    except Exception:  # the model was trained, and can be given away all the same
        return {}
    told, room = {}, _PARAMETERS_LONGEST
    for name in sorted(name for name in parameters if name.split("__")[-1] != "memory")[:_PARAMETERS_AT_MOST]:
        text = _text(lambda: repr(parameters[name]))
        room -= len(json.dumps({name: text}))
        if room < 0:
            break
        told[name] = text
    return told


def _text(say):
    """What something says of itself, without what differs from run to run, and not without end."""
    import re
    try:
        said = re.sub(r" at 0x[0-9A-Fa-f]+", "", say()).encode("utf-8", "replace").decode("utf-8")
    except Exception as failure:  # somebody's code, behind a training that went well
        return f"({type(failure).__name__} where it says what it is)"
    return said if len(said) <= _TEXT_AT_MOST else said[:_TEXT_AT_MOST] + "…"


def _library(name):
    return f"{name} {getattr(sys.modules[name], '__version__', '')}".strip()


def _adapter(model, inputs, logits):
    torch = sys.modules.get("torch")
    if torch is not None and isinstance(model, torch.nn.Module):
        return _Torch(model, inputs, logits)
    if type(model).__module__.startswith(("sklearn.", "xgboost.")):
        return _Sklearn(model, inputs, logits)
    return _Model(model, inputs, logits)


def _sklearn_predict(model, x):
    np = _numpy()
    if problem.task == "regression":
        return np.asarray(model.predict(x)).reshape(len(x), -1)
    if not hasattr(model, "predict_proba"):
        raise Error(f"{type(model).__name__} gives no probabilities, which labels of classes need: choose a classifier, "
                    "or 'task': 'regression'.")
    probabilities = np.asarray(model.predict_proba(x))
    return probabilities[:, 1:] if problem.task == "binary" else probabilities


def _scaling(shift, scale, count):
    np = _numpy()
    return {"shift": np.zeros(count) if shift is None else np.asarray(shift), "scale": np.ones(count) if scale is None else np.asarray(scale)}


#: (x - shift) * scale
_SCALERS = {
    "StandardScaler": lambda s: _scaling(s.mean_, None if s.scale_ is None else 1 / s.scale_, s.n_features_in_),
    "RobustScaler": lambda s: _scaling(s.center_ if s.with_centering else None, 1 / s.scale_ if s.with_scaling else None, s.n_features_in_),
    "MaxAbsScaler": lambda s: _scaling(None, 1 / s.scale_, s.n_features_in_),
    "MinMaxScaler": lambda s: _scaling(-s.min_ / s.scale_, s.scale_, s.n_features_in_),
}


def _layers(weights, head):
    return {"form": "layers", "head": head, "layers": [
        {"weight": _numpy().ascontiguousarray(w, dtype="float32"), "bias": _numpy().asarray(b, dtype="float32"), "activation": a}
        for w, b, a in weights]}


def _linear_regression(e):
    weight = _numpy().atleast_2d(e.coef_)
    return _layers([(weight, _numpy().broadcast_to(e.intercept_, (len(weight),)), "identity")], "identity")


def _linear_classifier(e):
    one_vs_rest = type(e).__name__ == "SGDClassifier" or e.multi_class == "ovr" or (e.multi_class == "auto" and e.solver == "liblinear")
    binary = len(e.coef_) == 1
    if binary and not one_vs_rest and e.multi_class == "multinomial":
        return _layers([(2 * e.coef_, 2 * e.intercept_, "identity")], "sigmoid")   # a softmax of (-z, z)
    return _layers([(e.coef_, _numpy().broadcast_to(e.intercept_, (len(e.coef_),)), "identity")],
                   "sigmoid" if binary else "normalized_sigmoid" if one_vs_rest else "softmax")


def _perceptron(e):
    hidden = {"logistic": "sigmoid"}.get(e.activation, e.activation)
    last = {"logistic": "sigmoid"}.get(e.out_activation_, e.out_activation_)
    count = len(e.coefs_)
    return _layers([(w.T, b, hidden if i < count - 1 else "identity") for i, (w, b) in enumerate(zip(e.coefs_, e.intercepts_))], last)


def _down(thresholds):
    """The largest float32 numbers not above these: x <= threshold says the same of every float32 x."""
    np = _numpy()
    single = np.asarray(thresholds, dtype="float32")
    above = single.astype("float64") > thresholds
    return np.where(above, np.nextafter(single, np.float32("-inf")), single).astype("float32")


def _trees(trees, base, head):
    """Trees one behind the other: for each node its feature (-1: a leaf), threshold, children, and way of NaN; values by output."""
    np = _numpy()
    joined = {name: np.concatenate([t[name] for t in trees]) for name in trees[0]}
    return {"form": "trees", "head": head, "base": np.asarray(base, dtype="float32").reshape(-1),
            "counts": np.asarray([len(t["feature"]) for t in trees], dtype="int32"), **joined}


def _tree(feature, threshold, left, right, missing_left, values):
    np = _numpy()
    leaf = feature < 0
    return {"feature": feature.astype("int32"), "threshold": _down(np.where(leaf, 0, threshold)),
            "left": np.where(leaf, 0, left).astype("int32"), "right": np.where(leaf, 0, right).astype("int32"),
            "missing_left": np.asarray(missing_left, dtype="uint8"), "values": np.ascontiguousarray(values, dtype="float32")}


def _cart(tree, values):
    return _tree(_numpy().where(tree.children_left < 0, -1, tree.feature), tree.threshold, tree.children_left, tree.children_right,
                 getattr(tree, "missing_go_to_left", _numpy().zeros(tree.node_count)), values)


def _forest(members):
    np, trees = _numpy(), []
    for member in members:
        values = member.tree_.value[:, :, 0] if problem.task == "regression" else member.tree_.value[:, 0, :]
        if problem.task != "regression":
            values = values / values.sum(axis=1, keepdims=True)
            values = values[:, 1:] if problem.task == "binary" else values
        trees.append(_cart(member.tree_, values / len(members)))
    return _trees(trees, np.zeros(problem.outputs), "identity")


def _placed(values, place, count):
    spread = _numpy().zeros((len(values), count))
    spread[:, place] = values
    return spread


def _gradient_boosting(e):
    np = _numpy()
    # what stands before the first tree; zeros are as good as any entry, as the initial estimator is a constant
    if e.init_ != "zero" and type(e.init_).__module__ != "sklearn.dummy":
        raise Error("A GradientBoosting estimator with an 'init' of its own cannot be given away.")
    base = e._raw_predict_init(np.zeros((1, e.n_features_in_), dtype="float32"))[0]
    trees = [_cart(e.estimators_[i, k].tree_, _placed(e.learning_rate * e.estimators_[i, k].tree_.value[:, 0, 0], k, len(base)))
             for i in range(len(e.estimators_)) for k in range(e.estimators_.shape[1])]
    if problem.task != "regression" and e.loss == "exponential":
        raise Error("GradientBoostingClassifier(loss='exponential') cannot be given away: choose 'log_loss'.")
    return _trees(trees, base, {"binary": "sigmoid", "multiclass": "softmax"}.get(problem.task, "identity"))


def _histogram_boosting(e):
    np, trees = _numpy(), []
    base = np.asarray(e._baseline_prediction, dtype="float64").reshape(-1)
    if getattr(e, "is_categorical_", None) is not None and np.any(e.is_categorical_):
        raise Error("Trees with categorical features cannot be given away: encode the categories in the features' configuration.")
    if problem.task == "regression" and e.loss not in ("squared_error", "absolute_error", "quantile"):
        raise Error(f"HistGradientBoostingRegressor(loss='{e.loss}') cannot be given away: choose 'squared_error'.")
    for step in e._predictors:
        for k, predictor in enumerate(step):
            n = predictor.nodes
            trees.append(_tree(np.where(n["is_leaf"] > 0, -1, n["feature_idx"].astype("int64")), n["num_threshold"],
                               n["left"].astype("int64"), n["right"].astype("int64"), n["missing_go_to_left"],
                               _placed(n["value"], k, len(base))))
    return _trees(trees, base, {"binary": "sigmoid", "multiclass": "softmax"}.get(problem.task, "identity"))


def _xgboost(e):
    """The trees of XGBoost's own JSON, in which numbers lose nothing; an entry goes left where it is below the threshold."""
    np, booster = _numpy(), e.get_booster()
    learner = json.loads(booster.save_raw("json"))["learner"]
    objective, gradient = learner["objective"]["name"], learner["gradient_booster"]
    heads = {"binary:logistic": "sigmoid", "multi:softprob": "softmax", "reg:squarederror": "identity"}
    if gradient["name"] != "gbtree" or objective not in heads:
        raise Error(f"{type(e).__name__}(booster='{gradient['name']}', objective='{objective}') cannot be given away: there are "
                    f"'gbtree' and {', '.join(heads)}.")
    start, outputs = float(learner["learner_model_param"]["base_score"].strip("[]")), problem.outputs
    model, trees = gradient["model"], []
    # what training stopped early for is left out, as the estimator's own predictions do
    rounds = getattr(e, "best_iteration", None) if booster.attr("best_iteration") is not None else None
    parallel = max(1, int(model["gbtree_model_param"].get("num_parallel_tree", 1)))
    count = len(model["trees"]) if rounds is None else (rounds + 1) * parallel * outputs
    for tree, output in zip(model["trees"][:count], model["tree_info"]):
        left, values = np.asarray(tree["left_children"]), np.asarray(tree["split_conditions"], dtype="float32")
        if np.any(tree.get("split_type", [])) or int(tree["tree_param"].get("size_leaf_vector", 1)) > 1:
            raise Error("Trees of XGBoost with categorical features, or with several outputs each, cannot be given away.")
        trees.append(_tree(np.where(left < 0, -1, np.asarray(tree["split_indices"], dtype="int64")),
                           np.nextafter(values, np.float32("-inf")), left, np.asarray(tree["right_children"]), tree["default_left"],
                           _placed(np.where(left < 0, values, 0), output, outputs)))
    base = np.log(start / (1 - start)) if objective == "binary:logistic" else start
    return _trees(trees, np.full(outputs, base), heads[objective])


#: how an estimator is described: dense layers, or trees
_ESTIMATORS = {
    "LinearRegression": _linear_regression, "Ridge": _linear_regression, "Lasso": _linear_regression, "ElasticNet": _linear_regression,
    "SGDRegressor": _linear_regression, "LogisticRegression": _linear_classifier, "SGDClassifier": _linear_classifier,
    "MLPClassifier": _perceptron, "MLPRegressor": _perceptron,
    "DecisionTreeClassifier": lambda e: _forest([e]), "DecisionTreeRegressor": lambda e: _forest([e]),
    "RandomForestClassifier": lambda e: _forest(e.estimators_), "RandomForestRegressor": lambda e: _forest(e.estimators_),
    "ExtraTreesClassifier": lambda e: _forest(e.estimators_), "ExtraTreesRegressor": lambda e: _forest(e.estimators_),
    "GradientBoostingClassifier": _gradient_boosting, "GradientBoostingRegressor": _gradient_boosting,
    "HistGradientBoostingClassifier": _histogram_boosting, "HistGradientBoostingRegressor": _histogram_boosting,
    "XGBClassifier": _xgboost, "XGBRegressor": _xgboost,
}


# --------------------------------------------------------------------------------------------------------------- session


class _Session:
    """The script's end of the conversation: the trainer asks, the script answers; nothing is sent unasked but a failure."""

    def __init__(self, source, sink):
        self._source, self._sink = source, sink
        self.model = None
        self._schema = self._kept = self._data = self._last = None
        self._open = self._ended = self.finished = self.closed = False
        self._reset()

    # frames

    def send(self, kind, *parts):
        views = [memoryview(p).cast("B") for p in parts]
        self._write(_HEADER.pack(_MAGIC, VERSION, kind, sum(len(v) for v in views)))
        for view in views:
            self._write(view)

    def send_json(self, kind, document):
        self.send(kind, json.dumps(document).encode("utf-8"))

    def _write(self, view):
        view = memoryview(view)
        while len(view):
            view = view[os.write(self._sink, view):]

    def receive(self):
        magic, version, kind, length = _HEADER.unpack(self._read(_HEADER.size))
        if magic != _MAGIC or version != VERSION:
            raise Error(f"The trainer speaks version {version} of the protocol ({magic!r}), this module version {VERSION}.")
        if length > _LIMIT:
            raise Error(f"The trainer announces a frame of {length} bytes, at most {_LIMIT} are taken.")
        return kind, self._read(length)

    def _read(self, count):
        buffer = bytearray(count)
        view = memoryview(buffer)
        while len(view):
            read = os.readv(self._source, [view]) if hasattr(os, "readv") else self._copy_into(view)
            if read == 0:
                raise Cancelled("the trainer is gone")
            view = view[read:]
        return buffer

    def _copy_into(self, view):
        piece = os.read(self._source, len(view))
        view[:len(piece)] = piece
        return len(piece)

    # questions

    def wait(self):
        """Answers what concerns the model until something of the data comes."""
        while True:
            kind, payload = self.receive()
            if kind == _CLOSE:
                raise Cancelled()
            if kind == _SCHEMA:
                self._schema = json.loads(payload)
            elif kind == _PREDICT:
                self.send(_PREDICTIONS, self._predict(self._parse(payload)))
            elif kind == _KEEP:
                self._kept = self._needed().keep()
                self.send(_DONE)
            elif kind == _RESTORE:
                if self._kept is not None:
                    self._needed().restore(self._kept)
                self.send(_DONE)
            elif kind == _EXPORT:
                self._export()
            else:
                return kind, payload

    def serve(self):
        """Behind the script: the model is asked until the trainer has enough."""
        if not problem.learns:
            self._needed()
            self.finished = True
        if not self._open and not self.finished:
            raise Error("The script ended without taking any data: hep.epochs(), hep.batches() or hep.data() give them.")
        self._needed()
        if self._open:
            self.end_epoch(finished=True)
        kind, _ = self.wait()
        raise Error(f"The trainer sends a frame of kind {kind} behind the script's end.")

    def _needed(self):
        if self.model is None:
            raise Error("There is no model: hep.use(model) says what is trained.")
        return self.model

    def _predict(self, batch):
        np = _numpy()
        predictions = np.asarray(self._needed().predict(batch))
        if predictions.size != len(batch) * problem.outputs:
            raise Error(f"The predictions of {len(batch)} entries have the shape {list(predictions.shape)}, "
                        f"expected [{len(batch)}, {problem.outputs}].")
        return np.ascontiguousarray(predictions, dtype="<f4").reshape(-1)

    def _export(self):
        model = self._needed().export()
        if isinstance(model, (str, os.PathLike)):
            with open(model, "rb") as file:
                model = file.read()
        if isinstance(model, (bytes, bytearray, memoryview)):
            model, data = {"form": "onnx"}, [memoryview(model)]
        elif isinstance(model, dict):
            data = []
            model = _separate(model, data)
        else:
            raise Error(f"'export' gives the bytes of an ONNX model or the path of its file, not {type(model).__name__}.")
        document = json.dumps({**model, "told": self.model.tell()}).encode("utf-8")
        self.send(_MODEL, struct.pack("<I", len(document)), document, *data)

    # epochs

    def _reset(self):
        self._loss = self._weight = 0.0
        self._figures = {}
        self._reported = None

    def begin_epoch(self):
        if self._open or self.finished:
            raise Error("The data are taken once: by one loop over hep.epochs() or hep.batches(), or by hep.data().")
        try:
            kind, _ = self.wait()
        except Cancelled:
            self.finished = self.closed = True
            return False
        if kind != _EPOCH:
            raise Error(f"The trainer sends a frame of kind {kind} where an epoch was expected.")
        self._reset()
        self._open, self._ended = True, False
        self.send(_STARTED)
        return True

    def batches(self):
        while not self._ended:
            kind, payload = self.wait()
            if kind == _BATCH:
                yield self._parse(payload)
            elif kind == _END:
                self._ended = True
            else:
                raise Error(f"The trainer sends a frame of kind {kind} where a batch was expected.")

    def report(self, loss, metrics):
        if loss is not None:
            self._reported = float(loss)
        for name, value in metrics.items():
            self._figures.setdefault(name, []).append(float(value))

    @property
    def has_report(self):
        return self._reported is not None

    def settle(self, batch):
        """The last batch has been learnt from."""
        weight = float(_numpy().abs(batch.weights).sum())
        loss = self._reported if self._reported is not None else self._loss_of(batch)
        self._loss, self._weight, self._reported = self._loss + loss * weight, self._weight + weight, None

    def end_epoch(self, finished):
        if not self._ended:
            for _ in self.batches():
                pass
        self._open, self.finished = False, finished
        if self._data is not None:
            if self._reported is None:
                self._reported = self._loss_of(self._data)
            self._loss, self._weight, self._data = self._reported, 1.0, None
        elif self._reported is not None:                # a loss of the whole epoch, behind its batches
            self._loss, self._weight = self._reported, 1.0
        if self._weight == 0:
            self._loss, self._weight = float("nan"), 1.0
        self.send_json(_LOSS, {"loss": repr(self._loss / self._weight), "finished": finished,
                               "figures": {k: repr(sum(v) / len(v)) for k, v in self._figures.items()}})

    def collect(self):
        np = _numpy()
        if not self.begin_epoch():
            raise Cancelled()
        parts, size = [], 0
        for batch in self.batches():
            size += 2 * (batch.features.nbytes + batch.mask.nbytes + batch.labels.nbytes + batch.weights.nbytes)
            if size > problem.memory:
                raise Error(f"The training part takes more than {problem.memory} bytes while it is put together: learn in batches "
                            "(hep.epochs()), or raise 'memory'.")
            parts.append(batch)
        if not parts:
            raise Error("The training part is empty.")
        join = lambda choose: np.concatenate([choose(p) for p in parts])
        self._data = Batch(self._schema, (
            join(lambda p: p.features), join(lambda p: p.mask), join(lambda p: p.labels), join(lambda p: p.weights),
            {c: join(lambda p, c=c: p.lengths[c]) for c in parts[0].lengths}, {g: join(lambda p, g=g: p.grids[g]) for g in parts[0].grids}))
        return self._data

    def _loss_of(self, batch):
        np = _numpy()
        p = self._predict(batch).reshape(len(batch), problem.outputs).astype("float64")
        if problem.task == "regression":
            losses = np.square(p - batch.labels.reshape(p.shape)).mean(axis=1)
        else:
            right = (np.where(batch.labels > 0.5, p[:, 0], 1 - p[:, 0]) if problem.task == "binary"
                     else p[np.arange(len(p)), batch.labels.astype("int64")])
            losses = -np.log(np.clip(right, 1e-7, 1))
        weights = np.abs(batch.weights).astype("float64")
        return float((losses * weights).sum() / weights.sum()) if weights.sum() > 0 else 0.0

    def _parse(self, payload):
        np, schema = _numpy(), self._schema
        n, cells, targets, _ = struct.unpack_from("<IIII", payload)
        at = 16

        def take(dtype, *shape):
            nonlocal at
            count = int(np.prod(shape, dtype=np.int64))
            array = np.frombuffer(payload, dtype=dtype, count=count, offset=at).reshape(shape)
            at += array.nbytes
            return array

        features = take("<f4", n, cells)
        labels = take("<f4", n) if targets == 1 else take("<f4", n, targets)
        weights = take("<f4", n)
        lengths = {c["name"]: take("<i4", n) for c in schema["collections"]}
        grids = {g["name"]: take("<f4", n, *g["shape"]) for g in schema["grids"]}
        mask = take("?", n, cells)
        if at != len(payload):
            raise Error(f"A batch has {len(payload)} bytes, expected {at}.")
        return Batch(schema, (features, mask, labels, weights, lengths, grids))


def _separate(value, data):
    """Takes the arrays out of a description: a type, a shape and a place stand for them."""
    np = _numpy()
    if isinstance(value, dict):
        return {k: _separate(v, data) for k, v in value.items()}
    if isinstance(value, list):
        return [_separate(v, data) for v in value]
    if not isinstance(value, np.ndarray):
        return value
    dtype = {"f": "<f4", "i": "<i4", "u": "|u1"}[value.dtype.kind]
    array = np.ascontiguousarray(value, dtype=dtype)
    place = sum(d.nbytes for d in data)
    data.append(memoryview(array).cast("B") if array.size else memoryview(b""))
    return {"type": dtype[1:], "shape": list(array.shape), "at": place}


def _numpy():
    return sys.modules["numpy"]


# ----------------------------------------------------------------------------------------------------------------- start


def _guard(source):
    """A process of our group that ends the group when the trainer is gone, whatever the script does at that time."""
    if not hasattr(os, "fork"):
        return
    try:
        os.setsid()
    except OSError:                                # we lead a group already
        pass
    script = os.getpid()
    if os.getpgrp() != script or os.fork() != 0:
        return
    import select
    import shutil
    for descriptor in range(256):
        if descriptor != source:
            try:
                os.close(descriptor)
            except OSError:
                pass
    poll = select.poll()
    poll.register(source, 0)                       # hang-ups alone
    while not poll.poll(500):
        if os.getppid() != script:
            os._exit(0)
    for _ in range(30):                            # time to end by itself
        if os.getppid() == script:
            time.sleep(0.1)
    shutil.rmtree(os.path.dirname(os.path.abspath(__file__)), ignore_errors=True)
    os.killpg(script, signal.SIGKILL)


def _take_pipe():
    """The pipe is ours alone: what the script, or a library below it, prints goes to standard error."""
    source, sink = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    os.close(nothing)
    if os.name == "nt":
        import msvcrt
        for descriptor in (source, sink):
            msvcrt.setmode(descriptor, os.O_BINARY)
    return source, sink


def _main():
    """python -c '…' FOLDER SCRIPT [ARGUMENT…]"""
    global _session, problem
    source, sink = _take_pipe()
    _guard(source)
    _session = session = _Session(source, sink)
    code = 1
    try:
        if sys.version_info < (3, 8):
            raise Error(f"Python {sys.version.split()[0]} is too old: 3.8 is needed.")
        import numpy
        kind, payload = session.receive()
        if kind != _PROBLEM:
            raise Error(f"The trainer begins with a frame of kind {kind}.")
        problem = Problem(json.loads(payload))
        session.send_json(_READY, {"python": sys.version.split()[0], "numpy": numpy.__version__})
        script = sys.argv[1]
        if script == _STORED:
            use(_load(sys.argv[2]), inputs=problem.inputs, logits=problem.logits)
        else:
            sys.argv = sys.argv[1:]
            sys.path[0] = os.path.dirname(os.path.abspath(script))
            sys.modules["hep"] = sys.modules[__name__]
            _run(script)
        if not session.closed:
            session.serve()
        code = 0
    except Cancelled:
        code = 0
    except BaseException as failure:               # whatever the script ends with, the trainer is to know
        _fail(session, failure)
    sys.exit(code)


_STORED = "--stored"


def _load(path):
    import torch
    try:
        return torch.jit.load(path, map_location="cpu")
    except RuntimeError:
        try:
            model = torch.load(path, map_location="cpu", **({"weights_only": False} if torch.__version__ >= "1.13" else {}))
        except TypeError:
            model = torch.load(path, map_location="cpu")
    if not isinstance(model, torch.nn.Module):
        raise Error(f"'{path}' holds {type(model).__name__}, no module: save the model itself or a TorchScript of it, "
                    "or give a script that builds it and loads the weights.")
    return model


def _run(script):
    try:
        runpy.run_path(script, run_name="__main__")
    except SystemExit as end:
        if end.code not in (None, 0):
            raise Error(f"The script ended itself with {end.code!r}.") from None


def _theirs(told, traceback, hidden):
    """Leaves out of a traceback what runs the script; and what runs in this module, where that is why it failed."""
    frames = list(told.stack)
    scripts = [i for i, f in enumerate(frames) if f.filename != __file__ and "runpy" not in f.filename]
    if scripts:
        told.stack = traceback.StackSummary.from_list([frames[i] for i in scripts] if hidden else frames[scripts[0]:])
    elif hidden:
        told.stack = traceback.StackSummary.from_list([])
    for before in (told.__cause__, told.__context__):
        if before is not None:
            _theirs(before, traceback, hidden)


def _fail(session, failure):
    import traceback
    told = traceback.TracebackException.from_exception(failure)
    _theirs(told, traceback, isinstance(failure, (Error, ImportError, SyntaxError)))
    text = "".join(told.format())
    module = failure.name if isinstance(failure, ModuleNotFoundError) else None
    sys.stderr.write(text)
    sys.stderr.flush()
    try:
        session.send_json(_FAILED, {"message": f"{failure}"[:4000] or type(failure).__name__, "type": type(failure).__name__,
                                    "ours": isinstance(failure, Error), "module": module})
    except OSError:
        pass
