#!/usr/bin/python3
"""Write torch.txt: four focal losses as one writes them with PyTorch.

    /usr/bin/python3 testdata/torch_forms.py        needs torch; tests do not

Each form is computed as it stands, in double, with gradients by autograd, and
again with log1p and expm1 in place of what cancels.  Scores are so moderate
(|logit| <= 6, for softmax <= 3) that the two agree to 5e-13 everywhere, or the
script dies; what is written is the form as it stands.
"""
import os

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)
torch.manual_seed(20170807)
ROWS, GAMMAS = 20, (0.0, 0.5, 1.0, 2.0, 3.7)

HEAD = '''# What PyTorch %s prints for the four forms of testdata/torch_forms.py.
# Read by lib/eval_test.c; vectors.txt says how.
'''


def binary(p, q, ln_p, ln_q, y, gamma, alpha):
    return -alpha * q**gamma * y * ln_p - p**gamma * (1 - y) * ln_q


def binary_logits(x, y, gamma, alpha):
    p = torch.sigmoid(x)
    return binary(p, 1 - p, p.log(), (1 - p).log(), y, gamma, alpha)


def binary_logits_better(x, y, gamma, alpha):
    return binary(torch.sigmoid(x), torch.sigmoid(-x), F.logsigmoid(x),
                  F.logsigmoid(-x), y, gamma, alpha)


def binary_probs(x, y, gamma, alpha):
    return binary(x, 1 - x, x.log(), (1 - x).log(), y, gamma, alpha)


def binary_probs_better(x, y, gamma, alpha):
    return binary(x, 1 - x, torch.log1p(x - 1), torch.log1p(-x), y, gamma,
                  alpha)


def multiclass(x, y, gamma, alpha):
    pt = torch.softmax(x, 1).gather(1, y[:, None])[:, 0]
    return -alpha * (1 - pt)**gamma * pt.log()


def cross_entropy(x, y):
    """-ln p_t by what p_t is not."""
    gap = x - x.gather(1, y[:, None])
    rest = torch.ones_like(x).scatter(1, y[:, None], 0.0)
    return torch.log1p((gap.exp() * rest).sum(1))


def multiclass_better(x, y, gamma, alpha):
    ce = cross_entropy(x, y)
    return alpha * (-torch.expm1(-ce))**gamma * ce


def multiclass_weight(x, y, gamma, w):
    ce = F.cross_entropy(x, y, weight=w, reduction='none')
    pt = torch.exp(-ce)
    return (1 - pt)**gamma * ce


def multiclass_weight_better(x, y, gamma, w):
    ce = w[y] * cross_entropy(x, y)
    return (-torch.expm1(-ce))**gamma * ce


def multilabel(x, y, gamma, w):
    bce = F.binary_cross_entropy_with_logits(x, y, pos_weight=w,
                                             reduction='none')
    pt = torch.exp(-bce)
    return (1 - pt)**gamma * bce


def multilabel_better(x, y, gamma, w):
    bce = -(w * y * F.logsigmoid(x) + (1 - y) * F.logsigmoid(-x))
    return (-torch.expm1(-bce))**gamma * bce


def multilabel_probs(x, y, gamma, w):
    bce = -(w * y * x.log() + (1 - y) * (1 - x).log())
    pt = torch.exp(-bce)
    return (1 - pt)**gamma * bce


def multilabel_probs_better(x, y, gamma, w):
    bce = -(w * y * torch.log1p(x - 1) + (1 - y) * torch.log1p(-x))
    return (-torch.expm1(-bce))**gamma * bce


def evaluate(form, x, *rest):
    x = x.clone().requires_grad_(True)
    loss = form(x, *rest)
    loss.sum().backward()
    return loss.detach(), loss.mean().detach(), loss.sum().detach(), x.grad


def line(key, values):
    return key + ' ' + ' '.join(
        '%g' % v if float('%g' % v) == v else repr(v)
        for v in values.double().flatten().tolist()) + '\n'


def write(f, name, mode, logits, inside, gamma, tables, form, better, x, y,
          *rest):
    got = evaluate(form, x, y, gamma, *rest)
    for a, b in zip(got, evaluate(better, x, y, gamma, *rest)):
        off = ((a - b) / b).abs().max().item()
        assert off < 5e-13, (name, gamma, off)
    n, c = x.shape[0], x[0].numel()
    f.write('\nvector %s at gamma %g, as PyTorch\n' % (name, gamma))
    f.write('%s %s %s %g 0 %d %d 1e-12\n' % (
        mode, 'logits' if logits else 'probs', inside, gamma, n, c))
    for key, table in tables.items():
        f.write(line(key, table))
    f.write(line('x', x) + line('y', y))
    for key, values in zip(('loss', 'mean', 'sum', 'grad'), got):
        f.write(line(key, values))


def scores(bound, *shape):
    """Short enough to read, and every one exact."""
    x = (torch.rand(*shape) * 2 - 1) * bound
    return (x * 1024).round() / 1024


def probs(*shape):
    return (1 + (torch.rand(*shape) * 1022).round()) / 1024


def bits(*shape):
    return (torch.rand(*shape) < 0.5).double()


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    alpha = torch.tensor(0.25)
    w4 = torch.tensor([0.5, 2.0, 1.25, 0.75])
    w3 = torch.tensor([2.0, 0.5, 3.0])
    with open(os.path.join(here, 'torch.txt'), 'w') as f:
        f.write(HEAD % torch.__version__)
        for gamma in GAMMAS:
            write(f, 'binary logits', 'binary', True, 'pt', gamma,
                  {'pos': alpha}, binary_logits, binary_logits_better,
                  scores(6, ROWS), bits(ROWS), alpha)
            write(f, 'binary probabilities', 'binary', False, 'pt', gamma,
                  {'pos': alpha}, binary_probs, binary_probs_better,
                  probs(ROWS), bits(ROWS), alpha)
            write(f, 'softmax', 'multiclass', True, 'pt', gamma,
                  {'pos': alpha.repeat(4)}, multiclass, multiclass_better,
                  scores(3, ROWS, 4), torch.randint(4, (ROWS,)), alpha)
            write(f, 'softmax with class weights', 'multiclass', True, 'pt',
                  gamma, {'weight': w4}, multiclass_weight,
                  multiclass_weight_better, scores(3, ROWS, 4),
                  torch.randint(4, (ROWS,)), w4)
            write(f, 'multilabel logits with pos_weight', 'multilabel', True,
                  'pt', gamma, {'weight': w3}, multilabel, multilabel_better,
                  scores(6, ROWS, 3), bits(ROWS, 3), w3)
            write(f, 'multilabel probabilities with pos_weight', 'multilabel',
                  False, 'pt', gamma, {'weight': w3}, multilabel_probs,
                  multilabel_probs_better, probs(ROWS, 3), bits(ROWS, 3), w3)


if __name__ == '__main__':
    main()
