"""A learner of fast.ai with its one-cycle policy: what it holds is a module of PyTorch, which exports itself. It needs fastai."""
import hep
import torch
import fastai.callback.progress, fastai.callback.schedule      # they give a Learner no_bar and fit_one_cycle
from fastai.data.core import DataLoaders
from fastai.learner import Learner

problem = hep.problem
torch.manual_seed(problem.seed)
train = hep.data()
events = torch.utils.data.TensorDataset(torch.from_numpy(train.features), torch.from_numpy(train.labels[:, None]))
loader = torch.utils.data.DataLoader(events, batch_size=problem.batch, shuffle=True)
model = torch.nn.Sequential(torch.nn.Linear(problem.cells, 64), torch.nn.ReLU(), torch.nn.Dropout(0.2),
                            torch.nn.Linear(64, problem.outputs))
learner = Learner(DataLoaders(loader, loader), model, loss_func=torch.nn.BCEWithLogitsLoss())
with learner.no_bar(), learner.no_logging():
    learner.fit_one_cycle(problem.epochs, problem.learning_rate)
hep.use(learner.model)
