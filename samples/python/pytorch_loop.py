"""A network of PyTorch with a loop of its own; PyTorch's own export makes the model."""
import hep
import torch

problem = hep.problem
torch.manual_seed(problem.seed)
torch.set_num_threads(1)


class Network(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = torch.nn.Sequential(
            torch.nn.Linear(2 * problem.cells, 64), torch.nn.ReLU(), torch.nn.Dropout(0.2),
            torch.nn.Linear(64, 32), torch.nn.ReLU(), torch.nn.Dropout(0.2), torch.nn.Linear(32, problem.outputs))

    def forward(self, features, mask):
        return self.layers(torch.cat([features, mask], dim=1))


model = Network()
optimizer = torch.optim.Adam(model.parameters(), lr=problem.learning_rate)
hep.use(model, inputs=["features", "mask"])

for epoch in hep.epochs():
    model.train()
    for batch in epoch:
        features, mask = (torch.from_numpy(a) for a in batch.inputs(["features", "mask"]))
        losses = torch.nn.functional.binary_cross_entropy_with_logits(
            model(features, mask)[:, 0], torch.from_numpy(batch.labels), reduction="none")
        loss = (losses * torch.from_numpy(batch.weights)).mean() / problem.mean_weight
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        hep.report(loss=loss.item())
