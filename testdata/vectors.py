#!/usr/bin/env python3
"""Turn vectors.json into vectors.txt and truth.txt, which eval_test.c reads.

    python3 testdata/vectors.py vectors.json        needs mpmath; tests do not

vectors.txt has what other libraries print, where a spec can say what they do.  Every number is held against mpmath: one that is off by
more than 5e-13 is a target for nobody and is written as nan, which is allowed
only where p_t or 1 - p_t is below 1e-6, or the script dies.  truth.txt has the
mpmath values of vectors.json as they are.
"""
import json
import math
import os
import sys

from mpmath import mp, mpf

import forms

mp.dps = 2000  # p_t of scores that differ by 1600 still has digits
NAN = float('nan')
ONES = [1.0]
TABLES = ('pos', 'neg', 'weight', 'gamma_pos', 'gamma_neg')

HEAD = '''# %s
# Made by testdata/vectors.py from vectors.json; read by lib/eval_test.c.
#
#	vector		its name, to the end of the line
#	MODE SCORES WEIGHT-IN GAMMA EPS ROWS COLUMNS TOLERANCE
#	parts		what the spec has beyond the formula, by its names
#	pos neg weight gamma_pos gamma_neg	tables, one number per column
#	x y		scores and targets of all rows
#	loss ... hess	what is wanted; nan, or left out: nothing
'''


def numbers(x):
    """A nested list of numbers and "NaN"s, flat."""
    if isinstance(x, list):
        return [v for part in x for v in numbers(part)]
    return [float(x)]


def exact(spec, x, y, k=None):
    """Loss of one row (targets y) and d/dx_k, by mpmath."""
    mode, logits, inside, gamma, eps = spec['head']
    c = len(x)
    if spec['parts'] or 'gamma_pos' in spec:
        form = dict(spec, mode=mode, logits=logits, inside=inside,
                    gamma=gamma, eps=eps)
        if k is None:
            return forms.loss(form, [mpf(v) for v in x], y)[0]
        # a detached gradient is that of no loss; a kink has two
        return None if spec['parts'].keys() & {'detach', 'reduced'} else \
            forms.slopes(form, x, y, k, 0)[0]

    def one(k, truth, p, q, ell):
        a = mpf((spec['pos'] if truth else spec['neg'])[k])
        w = mpf(spec['weight'][k]) if truth else mpf(1)
        if not inside:
            a, w = a * w, mpf(1)
        if q == 0 and gamma == 0:
            return mpf(0)
        return a * (1 - mp.exp(-w * ell)) ** gamma * w * ell

    def loss(x):
        if mode == 'multiclass':
            t = int(y[0])
            ell = (mp.log(sum(mp.exp(v) for v in x)) - x[t] if logits
                   else -mp.log(x[t]))
            return one(t, True, mp.exp(-ell), 1 - mp.exp(-ell), ell)
        total = mpf(0)
        for i in range(c):
            if logits:
                ell = mp.log1p(mp.exp(-x[i] if y[i] else x[i]))
            else:
                p = x[i] if y[i] else 1 - x[i]
                ell = mp.inf if p <= 0 else -mp.log(p)
            total += one(i, y[i] > 0, mp.exp(-ell), -mp.expm1(-ell), ell)
        return total

    clamped = list(x)
    if eps:
        clamped = [min(max(v, eps), 1 - eps) for v in x]
    mp_x = [mpf(v) for v in clamped]
    if k is None:
        return loss(mp_x)
    if clamped[k] != x[k]:
        return mpf(0)
    h = mpf(10) ** -500  # error h^2, and 1500 digits left
    if not logits and not h < mp_x[k] < 1 - h:
        return mpf('nan')
    up, down = list(mp_x), list(mp_x)
    up[k], down[k] = mp_x[k] + h, mp_x[k] - h
    return (loss(up) - loss(down)) / (2 * h)


def extreme(spec, x, y):
    """Is p_t or 1 - p_t of the row's target below 1e-6?"""
    if spec['head'][0] == 'multiclass':
        t = int(y[0])
        p = (mp.exp(x[t]) / sum(mp.exp(v) for v in x)
             if spec['head'][1] else mpf(x[t]))
        return min(p, 1 - p) < 1e-6
    p = [1 / (1 + mp.exp(-mpf(v))) if spec['head'][1] else mpf(v) for v in x]
    return min(min(v, 1 - v) for v in p) < 1e-6


class Checked:
    """Numbers kept, and numbers left out as a library's own errors."""
    kept = lost = 0

    @classmethod
    def number(cls, got, want, may_lose, what):
        if got is None:
            return NAN
        if want is None:
            cls.kept += 1
            return got
        want = mpf(want)
        if (mp.isinf(want) or mp.isnan(want) or math.isinf(got)
                or math.isnan(got)):
            fine = not mp.isnan(want) and got == want
        else:
            fine = abs(mpf(got) - want) <= max(5e-13 * abs(want),
                                               mpf(2) ** -1075)
        if fine:
            cls.kept += 1
            return got
        if not may_lose:
            sys.exit('%s: %r is not %s' % (what, got, mp.nstr(want, 17)))
        cls.lost += 1
        return NAN


def rows_of(spec):
    c = spec['c']
    x, y = spec['x'], spec['y']
    n = len(x) // c
    t = len(y) // n
    return [(x[i*c:i*c+c], y[i*t:i*t+t]) for i in range(n)]


def check(spec):
    rows, c, name = rows_of(spec), spec['c'], spec['name']
    t = len(rows[0][1])
    loss, grad, losses = [], [], []
    for i, (x, y) in enumerate(rows):
        multi = spec['head'][0] == 'multilabel'
        for j in range(t):
            part = dict(spec)
            if multi:
                part.update({key: spec[key][j:j+1]
                             for key in TABLES if key in spec})
            xs, ys = (x[j:j+1], y[j:j+1]) if multi else (x, y)
            losses.append(exact(part, xs, ys))
            loss.append(Checked.number(spec['loss'][i*t + j], losses[-1],
                                       extreme(part, xs, ys), name))
        for k in range(c):
            part, xs, ys, at = spec, x, y, k
            if multi:
                part = dict(spec)
                part.update({key: spec[key][k:k+1]
                             for key in TABLES if key in spec})
                xs, ys, at = x[k:k+1], y[k:k+1], 0
            elif spec['head'][0] == 'multiclass' and not spec['head'][1]:
                if k != int(y[0]):
                    got = spec['grad'][i*c + k]
                    assert not got
                    grad.append(NAN if got is None else got)
                    continue
            grad.append(Checked.number(
                spec['grad'][i*c + k], exact(part, xs, ys, at),
                extreme(part, xs, ys), name))
    any_extreme = any(extreme(spec, x, y) for x, y in rows)
    spec['sum'] = Checked.number(spec['sum'], sum(losses), any_extreme, name)
    spec['mean'] = Checked.number(spec['mean'], sum(losses) / len(losses),
                                  any_extreme, name)
    spec['loss'], spec['grad'] = loss, grad


CLAMPS = {'clip': 'clip', 'max': 'max', 'add': 'add', 'add_p': 'add',
          'clipadd': 'clip-add', 'logfloor': 'max'}


def parts_of(core, soft):
    """What core has beyond the formula, and eps."""
    parts, eps = {}, 0.0
    if core.get('smooth'):
        parts['smoothing'] = core['smooth']
        if core['smooth_in'] == 'ce':
            parts['smoothing_in_ce'] = True
    if 'eps_mode' in core:
        eps = core.get('eps') or math.exp(core['log_floor'])
        parts['clamp'] = CLAMPS[core['eps_mode']]
        if core['eps_scope'] == 'ce':
            parts['eps_in_ce'] = True
    if core.get('renorm') and core.get('input') == 'probs':
        parts['renormalize'] = True
    for ours, theirs in (('margin', 'margin'), ('poly', 'poly'),
                         ('reduced', 'reduced_th'), ('leak', 'onehot_eps'),
                         ('reduced_over', 'reduced_div')):
        if core.get(theirs):
            parts[ours] = core[theirs]
    if core.get('detach'):
        parts['detach'] = True
    if 'gamma_schedule' in core:
        parts['step'] = [tuple(s) for s in core['gamma_schedule']]
    if core.get('pt') and (soft or parts):
        parts['pt'] = core['pt']
    if core.get('asl_single') or 'leak' in parts:
        parts['pt'] = 'split'
    return parts, eps


def expressed(v, inputs):
    """The block of a vector, or a sentence that says why there is none."""
    core = dict(v['core'])
    if v['dtype'] != 'float64':
        return 'not computed in float64'
    data = v['input'] if isinstance(v['input'], dict) else inputs[v['input']]
    for key, why in (
            ('gamma_bins', 'gamma below 0'),
            ('hybrid', 'another formula'),
            ('varifocal', 'another formula'),
            ('onehot_eps_add', 'another one-hot leak'),
            ('sample_weight', 'weights per sample'),
            ('soft_targets', 'scores of their own as targets'),
            ('sample_weight_from', 'weights per sample')):
        if key in core:
            return why
    if core.get('ignore_index') in data['labels']:
        return 'ignored rows'
    if core.get('normalizer'):
        return 'normalised by the modulator'
    if core.get('eps_scope') == 'ce' and core.get('renorm') and \
            core.get('input') == 'probs':
        return 'renormalised after eps, in the cross-entropy only'
    if core.get('eps_mode') == 'add' and 'none' not in v['expect']:
        return 'a gradient that is not of its loss'
    soft = any(y != int(y) for y in numbers(data['labels']))
    parts, eps = parts_of(core, soft)
    if core.get('asl_single'):
        core.update(head='softmax', alpha=None, alpha_mode='none')

    key = 'probs' if 'probs' in data else 'logits'
    x, y = data[key], data['labels']
    many = isinstance(x[0], list)
    c = len(x[0]) if many else 1
    if core['head'] == 'softmax':
        mode = 'multiclass'
    else:
        mode = 'multilabel' if many else 'binary'
        if many and not isinstance(y[0], list):
            y = [[int(k == t) for k in range(c)] for t in y]
    alpha = core['alpha']
    pos, neg, weight = ONES * c, ONES * c, ONES * c
    name = core['alpha_mode']
    if name in ('positive', 'scalar'):
        pos = [alpha] * c
    elif name == 'balanced':
        pos, neg = [alpha] * c, [1 - alpha] * c
    elif name == 'class':
        pos = list(alpha)
    elif name == 'first':
        pos = [alpha, 1 - alpha]
    elif name == 'background':
        pos = [1 - alpha] + [alpha] * (c - 1)
    elif name == 'negative':
        neg = [alpha] * c
    elif name != 'none':
        return 'alpha ' + name
    for key2 in ('pos_weight', 'class_weight'):
        if core.get(key2):
            weight = core[key2]
    got = v['expect']
    block = {
        'name': v['id'], 'c': c, 'tol': 1e-12,
        'head': (mode, key == 'logits', core.get('weight_in') != 'loss',
                 0.0 if isinstance(core['gamma'], list)
                 else float(core['gamma']), eps),
        'pos': pos, 'neg': neg, 'weight': weight, 'parts': parts,
        'x': numbers(x), 'y': numbers(y),
    }
    if isinstance(core['gamma'], list):
        block['gamma_pos'] = core['gamma']
    if core.get('gamma_neg', core['gamma']) != core['gamma']:
        block['gamma_pos'] = [float(core['gamma'])] * c
        block['gamma_neg'] = [float(core['gamma_neg'])] * c
    n = len(block['x']) // c
    t = c if mode == 'multilabel' else 1
    times = core.get('divide_by', 1)
    loss = [times * g for g in numbers(got.get('none', []))]
    block['loss'] = loss if len(loss) == n * t else [None] * n * t
    block['sum'] = times * float(got['sum']) if 'sum' in got else None
    block['mean'] = float(got['mean']) if 'mean' in got else None
    grad = numbers(got.get('grad', [])) or [None] * n * c
    if 'reduce_chain' in core:      # "sum" is a sum of means over 3 classes
        block['sum'] *= c
        grad = [c * g for g in grad]
    elif mode == 'multilabel' and (core.get('row_reduce') or
                                   core.get('denominator') == 'rows') or \
            core['alpha_mode'] == 'class' and \
            core.get('denominator') == 'weights':
        block['mean'] = None        # over something else
    if 'value' in got:
        over = v['params']['num_boxes']
        if 'mean over axis 1' in core['denominator']:
            over *= c
        block['sum'] = got['value'] * over
    of = got.get('grad_of', 'sum')
    assert of in ('sum', 'mean'), v['id']
    cells = str(core.get('denominator')).startswith('elements_NC')
    if of == 'mean':
        grad = [g and n * (c if cells else t) * g for g in grad]
    if cells and mode == 'multiclass':
        block['mean'] = None        # over n c
    block['grad'] = grad
    block['hess'] = numbers(got.get('hess', [])) or [NAN] * n * c
    block['note'] = '%s, %s; %s' % (v['impl'], v['source'], v['provenance'])
    return block


def write(block, f):
    mode, logits, inside, gamma, eps = block['head']
    c = block['c']
    n = len(block['x']) // c
    f.write('\n')
    if 'note' in block:
        f.write('# %s\n' % block['note'])
    f.write('vector %s\n' % block['name'])
    f.write('%s %s %s %g %s %d %d %.3g\n' % (
        mode, 'logits' if logits else 'probs', 'pt' if inside else 'loss',
        gamma, text(eps), n, c, block['tol']))
    if block.get('parts'):
        f.write('parts ' + ' '.join(forms.words(block['parts'])) + '\n')
    for key in TABLES + ('x', 'y', 'loss', 'mean', 'sum', 'grad', 'hess'):
        if key not in block:
            continue
        values = block[key]
        if not isinstance(values, list):
            values = [values]
        if all(map(math.isnan, values)) or \
                key in ('pos', 'neg', 'weight') and set(values) == {1}:
            continue
        f.write(key + ' ' + ' '.join(map(text, values)) + '\n')


def text(x):
    """The shortest digits that read back as x."""
    return '%g' % x if float('%g' % x) == x else repr(x)


def truth_blocks(truth):
    def block(name, head, c, w, rows, tol):
        xs, ys, loss, grad, hess = zip(*rows)
        return {
            'name': name, 'head': head, 'c': c, 'tol': tol,
            'pos': ONES * c, 'neg': ONES * c, 'weight': [w] * c,
            'x': numbers(list(xs)), 'y': numbers(list(ys)),
            'loss': numbers(list(loss)), 'mean': NAN, 'sum': NAN,
            'grad': numbers(list(grad)), 'hess': numbers(list(hess)),
        }
    # (gamma + 4) ulp; an inside weight goes through exp(-w l), l up to 1e3
    def tolerance(gamma, w):
        return (gamma + 4) * 2**-52 * (1 if w == 1 else 128)

    for key, logits in (('binary_logits', True), ('binary_probs', False)):
        groups = {}
        for g, u, loss, grad, hess in truth[key]:
            groups.setdefault(g, []).append([u, 1, loss, grad, hess])
        for g, rows in sorted(groups.items()):
            yield block('true %s at gamma %g' % (key.replace('_', ' '), g),
                        ('binary', logits, True, g, 0.0), 1, 1.0, rows,
                        tolerance(g, 1))
    groups = {}
    for r in truth['softmax_logits']:
        groups.setdefault((len(r['z']), r['gamma'], r['w_in']), []).append(
            [r['z'], r['t'], r['loss'], r['grad'], r['hess']])
    for (c, g, w), rows in sorted(groups.items()):
        yield block('true softmax of %d at gamma %g, weight %g' % (c, g, w),
                    ('multiclass', True, True, g, 0.0), c, w, rows,
                    tolerance(g, w))


def main(path):
    with open(path) as f:
        data = json.load(f)
    here = os.path.dirname(os.path.abspath(__file__))
    used, skipped = [], {}
    for v in data['vectors']:
        block = expressed(v, data['inputs'])
        if isinstance(block, str):
            skipped.setdefault(block, []).append(v['id'])
            continue
        check(block)
        targets = [v for key in ('loss', 'grad', 'hess')
                   for v in block[key]] + [block['sum'], block['mean']]
        if all(map(math.isnan, targets)):
            skipped.setdefault('nothing to aim at', []).append(v['id'])
            continue
        used.append(block)
    with open(os.path.join(here, 'vectors.txt'), 'w') as f:
        f.write(HEAD % 'What other libraries print for this formula.')
        for block in used:
            write(block, f)
    with open(os.path.join(here, 'truth.txt'), 'w') as f:
        f.write(HEAD % 'True values, rounded to nearest: mpmath, 60 digits.')
        count = 0
        for block in truth_blocks(data['truth']):
            write(block, f)
            count += len(block['x']) // block['c']
    print('%d vectors used, %d skipped; %d numbers kept, %d left out; '
          '%d true rows' % (len(used), sum(map(len, skipped.values())),
                            Checked.kept, Checked.lost, count))
    for why, ids in sorted(skipped.items()):
        print('  %2d %s: %s' % (len(ids), why, ', '.join(ids)))


if __name__ == '__main__':
    if len(sys.argv) != 2:
        sys.exit('usage: vectors.py vectors.json')
    main(sys.argv[1])
