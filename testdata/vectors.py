#!/usr/bin/env python3
"""Turn vectors.json into vectors.txt and truth.txt, which eval_test.c reads.

    python3 testdata/vectors.py vectors.json        needs mpmath; tests do not

vectors.txt has what other libraries print, where a spec can say what they do.
Every number is held against mpmath: one that is off by more than 5e-13 (2e-6
where the library computes in float32) is a target for nobody and is written as
nan, which is allowed only where p_t or 1 - p_t is below 1e-6, or the script
dies.  truth.txt has the mpmath values of vectors.json as they are.
"""
import json
import math
import os
import sys

from mpmath import mp, mpf

import forms

NAN = float('nan')
ONES = [1.0]
TABLES = ('pos', 'neg', 'weight', 'gamma_pos', 'gamma_neg', 'row_factor')

HEAD = '''# %s
# Made by testdata/vectors.py from vectors.json; read by lib/eval_test.c.
#
#	vector		its name, to the end of the line
#	MODE SCORES WEIGHT-IN GAMMA EPS ROWS COLUMNS TOLERANCE
#	parts		what the spec has beyond the formula, by its names
#	pos neg weight gamma_pos gamma_neg row_factor	tables, one number per
#			column
#	x y w		scores, targets and weights of all rows
#	loss ... hess	what is wanted; nan, or left out: nothing
#	rows		sums of the losses of each row
'''


def numbers(x):
    """A nested list of numbers and "NaN"s, flat."""
    if isinstance(x, list):
        return [v for part in x for v in numbers(part)]
    return [float(x)]


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
    def number(cls, got, want, may_lose, spec):
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
            fine = abs(mpf(got) - want) <= max(
                spec['tol'] / 2 * abs(want),
                mpf(2) ** -1075 if spec['tol'] < 1e-9 else mpf(1e-9))
        if fine:
            cls.kept += 1
            return got
        if not may_lose:
            sys.exit('%s: %r is not %s' % (spec['name'], got,
                                           mp.nstr(want, 17)))
        cls.lost += 1
        return NAN


def form_of(spec):
    mode, logits, inside, gamma, eps = spec['head']
    return dict(spec, mode=mode, logits=logits, inside=inside, gamma=gamma,
                eps=eps, n=len(spec['x']) // spec['c'])


def divisor(spec, rows):
    """What the mean divides by."""
    parts, n, t = spec['parts'], len(rows), len(rows[0][1])
    name = parts.get('divisor', 'weights')
    w = spec.get('w', [1] * n)
    positive = n if spec['head'][0] == 'multiclass' else \
        sum(v >= 0.5 for v in spec['y'])
    return {'weights': t * mp.fsum(w), 'samples': n, 'targets': n * t,
            'cells': n * spec['c'], 'positives': max(1, positive),
            'class-weights': mp.fsum(
                w[i // t] * mpf(a) for i, a in enumerate(spec['factor'])),
            'number': parts.get('number')}[name]


def check(spec):
    """Hold what is wanted against mpmath; leave out what cannot be."""
    form = form_of(spec)
    rows, c = rows_of(spec), spec['c']
    n, t = len(rows), len(rows[0][1])
    w = [mpf(v) for v in spec.get('w', [1] * n)]
    saturated = [extreme(spec, x, y) for x, y in rows]
    # p_t of scores that differ by 1600 still has digits
    forms.set_digits(2000 if any(saturated) else 100)
    forms.solve(form, exactly=True)
    spec['factor'] = form['factor']
    losses = [v * w[i // t] for i, v in enumerate(form['loss'])]
    grads = [v * w[i // c] for i, v in enumerate(form['grad'])]
    hessians = [v * w[i // c] for i, v in enumerate(form['hess'])]
    total = mp.fsum(losses)
    if spec['parts'].get('normalized'):
        mod = mp.fsum(form['mod'])
        losses = [v / mod for v in losses]
        total /= mod
        grads = [(g - total * m) / mod
                 for g, m in zip(grads, form['mod_grad'])]
        hessians = [(h - 2 * g * m1 - total * m2) / mod for h, g, m1, m2 in
                    zip(hessians, grads, form['mod_grad'], form['mod_hess'])]

    def checked(key, wanted, per):
        if spec.get(key) is None:
            return
        kinks = key != 'loss' and spec['parts'].keys() & {'reduced'}
        spec[key] = [Checked.number(v, None if kinks else want,
                                    saturated[i // per], spec)
                     for i, (v, want) in enumerate(zip(spec[key], wanted))]

    checked('loss', losses, t)
    checked('grad', grads, c)
    checked('hess', hessians, c)
    checked('rows', [mp.fsum(losses[i*t:i*t+t]) for i in range(n)], 1)
    any_extreme = any(saturated)
    spec['sum'] = Checked.number(spec['sum'], total, any_extreme, spec)
    spec['mean'] = Checked.number(spec['mean'], total / divisor(spec, rows),
                                  any_extreme, spec)


def rows_of(spec):
    c = spec['c']
    x, y = spec['x'], spec['y']
    n = len(x) // c
    t = len(y) // n
    return [(x[i*c:i*c+c], y[i*t:i*t+t]) for i in range(n)]


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
        if core.get('straight'):
            parts['eps_straight'] = True
    if core.get('renorm') and core.get('input') == 'probs':
        parts['renormalize'] = True
    if core.get('eps_mode') == 'logfloor':
        parts['grad_floor'] = 9.999999960041972e-13     # PyTorch's 1e-12f
    for ours, theirs in (('margin', 'margin'), ('poly', 'poly'),
                         ('reduced', 'reduced_th'), ('leak', 'onehot_eps'),
                         ('reduced_over', 'reduced_div')):
        if core.get(theirs):
            parts[ours] = core[theirs]
    if core.get('detach'):
        parts['detach'] = True
    if core.get('varifocal'):
        parts['sided'] = True
        parts['label_factor'] = core['iou_weighted']
    if core.get('normalizer'):
        parts['normalized'] = True
    if core.get('star'):
        parts['slope'] = core['gamma']
    if 'gamma_schedule' in core:
        parts['step'] = [tuple(s) for s in core['gamma_schedule']]
    if core.get('pt') and (soft or parts):
        parts['pt'] = core['pt']
    if core.get('asl_single') or 'leak' in parts:
        parts['pt'] = 'split'
    return parts, eps


DIVISORS = {'valid': 'weights', 'rows': 'samples', 'elements_NC': 'cells',
            'elements_NC or avg_factor+eps_f32': 'targets',
            'positives': 'positives'}


def labels(core, v, data, c):
    """Targets, and weights of the rows or None."""
    y, w = data['labels'], None
    if core.get('varifocal'):
        return v['params']['targets'], w
    if 'soft_targets' in core:
        y, score = v['params']['labels'], v['params']['scores']
        return [[score[i] * (k == y[i]) for k in range(c)]
                for i in range(len(y))], w
    if core.get('ignore_index') in y:
        w = [float(t != core['ignore_index']) for t in y]
        y = [max(t, 0) for t in y]
    if 'sample_weight' in core:
        w = core['sample_weight']
    if core['head'] == 'sigmoid' and c > 1 and not isinstance(y[0], list):
        y = [[int(k == t) for k in range(c)] for t in y]
    return y, w


def tables(core, c):
    """The tables of a spec."""
    alpha, name = core['alpha'], core['alpha_mode']
    pos, neg, weight = ONES * c, ONES * c, ONES * c
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
    else:
        assert name == 'none', name
    if core.get('pos_weight'):
        weight = core['pos_weight']
    if core.get('class_weight') and core.get('weight_in') == 'loss':
        pos = [a * b for a, b in zip(pos, core['class_weight'])]
        neg = [a * b for a, b in zip(neg, core['class_weight'])]
    elif core.get('class_weight'):
        weight = core['class_weight']
    if 'onehot_eps_add' in core:        # y + e is (1+e) (y (1-l) + l)
        pos = [a * (1 + core['onehot_eps_add']) for a in pos]
    found = {'pos': pos, 'neg': neg, 'weight': weight}
    gamma = core.get('gamma', 0)
    if isinstance(gamma, list):
        found['gamma_pos'] = gamma
    if core.get('gamma_neg', gamma) != gamma:
        found['gamma_pos'] = [float(gamma)] * c
        found['gamma_neg'] = [float(core['gamma_neg'])] * c
    if 'class_weight_row' in core:
        found['row_factor'] = core['class_weight_row']
    return found


def normalize_core(v):
    """core, where the words of vectors.json say too little."""
    core = dict(v['core'])
    if core.get('asl_single'):
        core.update(head='softmax', alpha=None, alpha_mode='none')
    if core.get('star'):
        core['alpha_mode'] = 'none'
    if 'gamma_bins' in core:
        core['gamma_schedule'] = [
            (edge if edge < 1 else 2, g)
            for (_, edge), g in zip(v['params']['bins'], core['gamma_bins'])]
    if core.get('eps_mode') == 'add' and 'none' not in v['expect']:
        core['straight'] = True
    if 'onehot_eps_add' in core:
        core['onehot_eps'] = core['onehot_eps_add'] / \
            (1 + core['onehot_eps_add'])
    return core


def expressed(v, inputs):
    """The block of a vector, or a sentence that says why there is none."""
    core = normalize_core(v)
    data = v['input'] if isinstance(v['input'], dict) else inputs[v['input']]
    if 'hybrid' in core:
        return 'a sigmoid cross-entropy, a softmax modulator: no one head'
    key = 'probs' if 'probs' in data else 'logits'
    x = data[key]
    many = isinstance(x[0], list)
    c = len(x[0]) if many else 1
    y, w = labels(core, v, data, c)
    soft = any(t != int(t) for t in numbers(y))
    parts, eps = parts_of(core, soft)
    if core['head'] == 'softmax':
        mode = 'multiclass'
    else:
        mode = 'multilabel' if many else 'binary'
    got = v['expect']
    gamma = core.get('gamma', 0)
    if isinstance(gamma, list):
        gamma = 0
    if core.get('star'):
        gamma = 0
    block = {
        'name': v['id'], 'c': c, 'parts': parts,
        'tol': 1e-12 if v['dtype'] == 'float64' else 4e-6,
        'head': (mode, key == 'logits', core.get('weight_in') != 'loss',
                 float(gamma), eps),
        'x': numbers(x), 'y': numbers(y),
    }
    block.update(tables(core, c))
    n = len(block['x']) // c
    t = c if mode == 'multilabel' else 1
    if w:
        block['w'] = w
    over = core.get('denominator')
    if over == 'weights':
        parts['divisor'] = 'class-weights' \
            if core['alpha_mode'] == 'class' else 'weights'
    elif over in DIVISORS:
        parts['divisor'] = DIVISORS[over]
    elif core.get('row_reduce'):
        parts['divisor'] = 'samples'
    elif 'sample_weight' in core:
        parts['divisor'] = 'targets'
    times = core.get('divide_by', 1)
    loss = [times * g for g in numbers(got.get('none', []))]
    if mode == 'multiclass' and len(loss) == n * c:
        loss = [math.fsum(loss[i*c:i*c+c]) for i in range(n)]
    if w and len(loss) == sum(w):       # ignored rows are left out
        loss = iter(loss)
        loss = [next(loss) if v else 0 for v in w]
    block['loss'] = loss if len(loss) == n * t else None
    block['rows'] = loss if t > 1 and len(loss) == n else None
    block['sum'] = times * float(got['sum']) if 'sum' in got else None
    block['mean'] = float(got['mean']) if 'mean' in got else None
    grad = numbers(got.get('grad', [])) or None
    if 'reduce_chain' in core:      # "sum" is a sum of means over 3 classes
        block['sum'] *= c
        grad = [c * g for g in grad]
    if 'value' in got:
        block['mean'] = got['value']
        if 'num_boxes' in v['params']:
            parts['divisor'] = 'number'
            parts['number'] = v['params']['num_boxes'] * (
                c if 'mean over axis 1' in over else 1)
    of = got.get('grad_of', 'sum')
    assert of in ('sum', 'mean'), v['id']
    cells = parts.get('divisor') == 'cells'
    if of == 'mean' and grad:
        grad = [n * (c if cells else 1) * g for g in grad]
    block['grad'] = grad
    block['hess'] = numbers(got.get('hess', [])) or None
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
    for key in TABLES + ('x', 'y', 'w', 'loss', 'rows', 'mean', 'sum', 'grad',
                         'hess'):
        if block.get(key) is None:
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
        targets = [v for key in ('loss', 'rows', 'grad', 'hess')
                   for v in block[key] or ()] + [block['sum'], block['mean']]
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
