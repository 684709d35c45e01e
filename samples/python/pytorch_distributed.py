"""A network of PyTorch that several processes train together, each on its share of each batch:

    torchrun --no_python --nproc_per_node 2 hep train config.json

Gradients are summed over the processes, so each step is that of one process with the whole batch.
"""
import hep
import torch
import torch.distributed as distributed

problem = hep.problem
torch.manual_seed(problem.seed)      # the same first weights everywhere
torch.set_num_threads(1)
if problem.world_size > 1:
    distributed.init_process_group("gloo")

model = torch.nn.Sequential(torch.nn.Linear(problem.cells, 32), torch.nn.ReLU(), torch.nn.Linear(32, problem.outputs))
optimizer = torch.optim.Adam(model.parameters(), lr=problem.learning_rate)
hep.use(model)


def summed(tensor):
    if problem.world_size > 1:
        distributed.all_reduce(tensor)
    return tensor


for epoch in hep.epochs():
    for batch in epoch:
        entries = summed(torch.tensor(float(len(batch))))
        losses = torch.nn.functional.binary_cross_entropy_with_logits(
            model(torch.from_numpy(batch.features))[:, 0], torch.from_numpy(batch.labels), reduction="none")
        loss = (losses * torch.from_numpy(batch.weights)).sum() / (entries * problem.mean_weight)
        optimizer.zero_grad()
        loss.backward()
        for parameter in model.parameters():
            summed(parameter.grad)
        optimizer.step()
        hep.report(loss=summed(loss.detach()).item())
