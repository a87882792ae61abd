#!/usr/bin/env python3
"""Write forms.txt, true values of the general form, which eval_test.c reads.

    python3 testdata/forms.py [CASES [SEED]] >testdata/forms.txt

Needs mpmath; tests do not.  The loss is written down as lib/focalloss.h has it
and nothing else: gradients and Hessians are its central differences at 900
digits, with steps of 1e-200.
"""
import random
import sys

from mpmath import mp, mpf

mp.dps = 900
STEP = mpf(10) ** -200

HEAD = '''# True values of the general form, rounded to nearest.
# Made by testdata/forms.py with mpmath; read by lib/eval_test.c.
# As vectors.txt, and: parts, what the spec has beyond the formula.
'''


def clamp(part, p, q, eps, sigmoid, k):
    """(p, q) of class k as eps leaves them."""
    how, ce = part.get('clamp', 'clip'), part.get('eps_in_ce')
    low, high = mpf(eps), mpf(1 - eps)
    if sigmoid and k == 0:
        low, high = 1 - high, 1 - low
    if how in ('clip', 'clip-add') and not low <= p <= high:
        p = low if p < low else high
        q = 1 - p
    if how == 'max':
        p, q = max(p, mpf(eps)), max(q, mpf(eps))
    if how in ('add', 'clip-add'):
        shift = -mpf(eps) if sigmoid and k == 0 and not ce else mpf(eps)
        p, q = max(p + shift, mpf(0)), max(q - shift, mpf(0))
    return p, q


def loss(spec, x, y, column=0):
    """The loss of one target and its p_t."""
    part, c = spec['parts'], len(x)
    sigmoid = spec['mode'] != 'multiclass'
    if sigmoid:
        y = mpf(y[0])
        shares, c = [1 - y, y], 2
    elif part.get('distribution'):
        shares = [mpf(v) for v in y]
    else:
        shares = [mpf(k == int(y[0])) for k in range(c)]
    slope = mpf(part.get('slope', 1))
    if spec['logits']:
        z = [0, x[0]] if sigmoid else x
        top = max(z)
        e = [mp.exp(slope * (v - top)) for v in z]
        p = [v / mp.fsum(e) for v in e]
        q = [mp.fsum(e[:k] + e[k+1:]) / mp.fsum(e) for k in range(c)]
    else:
        p = [1 - x[0], x[0]] if sigmoid else list(x)
        if part.get('renormalize'):
            p = [v / mp.fsum(x) for v in x]
        q = [1 - v for v in p]

    smooth, leak = mpf(part.get('smoothing', 0)), mpf(part.get('leak', 0))
    smoothed = [(v * (1 - smooth) + smooth / c) * (1 - leak) + leak
                for v in shares]
    in_ce = part.get('smoothing_in_ce')
    hard = shares if in_ce else smoothed

    def entry(name, k, otherwise=1):
        table = spec.get(name)
        return mpf(table[column if sigmoid else k] if table else otherwise)

    def of_class(pos, neg, k, otherwise=1):
        return entry(neg if sigmoid and k == 0 else pos, k, otherwise)

    def modulate(m, n, gamma):
        for below, g in part.get('step', []):
            if 1 - m < below:
                gamma = mpf(g)
                break
        if part.get('reduced'):
            if 1 - m < part['reduced']:
                return n
            m = m / (part.get('reduced_over') or part['reduced'])
        return m ** gamma * n

    poly = mpf(part.get('poly', 0))
    pt = part.get('pt', 'linear')
    ce, mod, single = mpf(0), mpf(0), mpf(0)
    p_t = mpf(0)
    for k in range(c):
        a, b = p[k], q[k]
        if part.get('margin') and sigmoid and k == 0:
            a = min(a + mpf(part['margin']), mpf(1))
            b = 1 - a
        ca, cb = a, b
        if spec['eps']:
            ca, cb = clamp(part, a, b, spec['eps'], sigmoid, k)
            if not part.get('eps_in_ce'):
                a, b = ca, cb
        p_t += shares[k] * a
        if smoothed[k] == 0:
            continue
        w = entry('weight', k) if not sigmoid or k else mpf(1)
        n = -w * mp.log(ca)
        inside = w if spec['inside'] else 1
        wrong = max(1 - a ** inside, mpf(0)) if inside != 1 else b
        mod_n = -inside * mp.log(a)
        factor = of_class('pos', 'neg', k)
        gamma = of_class('gamma_pos', 'gamma_neg', k, spec['gamma'])
        if pt == 'split':
            m, g = wrong, gamma
            if in_ce:
                m = hard[k] * wrong + (1 - hard[k]) * a ** inside
                back = entry('gamma_pos' if sigmoid and k == 0
                             else 'gamma_neg', k, spec['gamma'])
                g = hard[k] * gamma + (1 - hard[k]) * back
            single += smoothed[k] * (factor * modulate(m, n, g) +
                                     poly * m ** (g + 1))
            continue
        ce += smoothed[k] * n * (1 if sigmoid else factor)
        mod += hard[k] * (mod_n if pt == 'expce' else
                          -wrong if pt == 'absdiff' and k == 0 else wrong)
    if pt == 'split':
        return single / slope, p_t
    if pt == 'expce':
        mod = max(-mp.expm1(-mod), mpf(0))
    mod = abs(mod)
    factor = mp.fsum(hard[k] * of_class('pos', 'neg', k)
                     for k in range(c)) if sigmoid else mpf(1)
    gamma = mp.fsum(hard[k] * of_class('gamma_pos', 'gamma_neg', k,
                                       spec['gamma']) for k in range(c)) \
        if spec.get('gamma_pos') or spec.get('gamma_neg') \
        else mpf(spec['gamma'])
    total = factor * modulate(mod, ce, gamma)
    return (total + poly * mod ** (gamma + 1)) / slope, p_t


def slopes(spec, x, y, k, column):
    def at(h):
        moved = [mpf(v) for v in x]
        moved[k] += h
        return loss(spec, moved, y, column)[0]

    reach = mpf(1)
    if not spec['logits']:
        reach = min(mpf(x[k]), 1 - mpf(x[k]))
        if reach == 0:
            return mp.nan, mp.nan
    h = STEP * reach
    up, here, down = at(h), at(mpf(0)), at(-h)
    return (up - down) / (2 * h), (up - 2 * here + down) / h ** 2


def detached(spec, x, y, k, column):
    return mp.nan, mp.nan       # there is no loss to differ


def solve(spec):
    c, wide = spec['c'], spec['mode'] != 'multiclass'
    t = len(spec['y']) // spec['n']
    out = {key: [] for key in ('loss', 'pt', 'grad', 'hess')}
    for i in range(spec['n']):
        x = spec['x'][i*c:i*c+c]
        y = spec['y'][i*t:i*t+t]
        rows = [(x[j:j+1], y[j:j+1], j) for j in range(c)] if wide \
            else [(x, y, 0)]
        for xs, ys, column in rows:
            value, p_t = loss(spec, [mpf(v) for v in xs], ys, column)
            out['loss'].append(float(value))
            out['pt'].append(float(p_t))
            for k in range(len(xs)):
                find = detached if spec['parts'].get('detach') else slopes
                g, h = find(spec, xs, ys, k, column)
                out['grad'].append(float(g))
                out['hess'].append(float(h))
    spec.update(out)


def a_logit(r):
    kind = r.randrange(5)
    if kind == 0:
        return r.uniform(-40, 40)
    if kind == 1:
        return r.choice([-1, 1]) * 10 ** r.uniform(-12, 2.8)
    return r.gauss(0, 2.5)


def a_probability(r):
    kind = r.randrange(5)
    if kind == 0:
        return 10 ** r.uniform(-30, 0)
    if kind == 1:
        return 1 - 2.0 ** r.uniform(-53, 0)
    return r.random()


def a_spec(r, number):
    mode = r.choice(['binary', 'multilabel', 'multiclass'])
    multi = mode == 'multiclass'
    c = 1 if mode == 'binary' else r.choice([2, 3, 3, 5])
    n = 1 + (c < 3) + 2 * (c == 1)
    logits = r.random() < 0.6
    part = {}
    spec = {'mode': mode, 'c': c, 'n': n, 'logits': logits,
            'parts': part, 'eps': 0.0, 'inside': r.random() < 0.5,
            'gamma': r.choice([0, 0.5, 1, 2, 2, 3.7, 5])}

    def now(chance):
        return r.random() < chance

    def table(low=0.0):
        return [round(r.uniform(low, 3), 3) for _ in range(c)]

    pts = ['linear', 'expce', 'split'] + ([] if multi else ['absdiff'])
    part['pt'] = r.choice(pts)
    for name, chance in (('pos', .4), ('neg', .4), ('weight', .3),
                         ('gamma_pos', .15), ('gamma_neg', .15)):
        if now(chance):
            spec[name] = table()
    if now(.4):
        part['smoothing'] = r.choice([0.1, 0.05, 0.3, 1e-3, 1e-20])
        if now(.3):
            part['smoothing_in_ce'] = True
    elif multi and now(.2):
        part['leak'] = 1e-6
    if multi and now(.4):
        part['distribution'] = True
    if now(.3):
        spec['eps'] = r.choice([1e-7, 1e-3, 0.1])
        part['clamp'] = r.choice(['clip', 'max', 'add', 'clip-add'])
        if now(.5):
            part['eps_in_ce'] = True
    if multi and not logits and now(.5):
        part['renormalize'] = True
    if not multi and now(.15):
        part['margin'] = r.choice([0.05, 0.2])
    if logits and now(.1):
        part['slope'] = r.choice([2.0, 0.5, 3.0])
    if now(.1):
        part['step'] = [(0.2, 5.0), (0.5, 3.0)]
    if now(.1):
        part['reduced'] = r.choice([0.5, 0.3])
        if now(.5):
            part['reduced_over'] = 1 - part['reduced']
    if now(.2):
        part['poly'] = r.choice([1.0, 0.5])
    spec['x'] = [a_logit(r) if logits else a_probability(r)
                 for _ in range(n * c)]
    if multi and part.get('distribution'):
        spec['y'] = []
        for _ in range(n):
            row = [r.random() * now(.7) for _ in range(c)]
            total = sum(row) or 1
            spec['y'] += [v / total for v in row]
    elif multi:
        spec['y'] = [r.randrange(c) for _ in range(n)]
    else:
        spec['y'] = [r.choice([0, 1, 0, 1, 0.25, r.random(), r.random(), 1e-9])
                     for _ in range(n * c)]
    spec['name'] = 'form %d: %s %s' % (
        number, mode, ' '.join(sorted(part)))
    return spec


def words(parts):
    """The parts of a spec as the files have them."""
    for key, value in parts.items():
        if value is True:
            yield key
        elif key == 'step':
            yield from ('step=%g:%g' % pair for pair in value)
        else:
            yield '%s=%s' % (key, value)


def write(spec):
    print('\nvector %s' % spec['name'][:90])
    print('%s %s %s %r %r %d %d %.3g' % (
        spec['mode'], 'logits' if spec['logits'] else 'probs',
        'pt' if spec['inside'] else 'loss', spec['gamma'], spec['eps'],
        spec['n'], spec['c'], spec.get('tol', 4e-16)))
    print('parts ' + ' '.join(words(spec['parts'])))
    for key in ('pos', 'neg', 'weight', 'gamma_pos', 'gamma_neg', 'x', 'y',
                'loss', 'pt', 'grad', 'hess'):
        if spec.get(key) is not None:
            print(key + ' ' + ' '.join(repr(float(v)) for v in spec[key]))


def main():
    r = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    sys.stdout.write(HEAD)
    for number in range(int(sys.argv[1]) if len(sys.argv) > 1 else 150):
        spec = a_spec(r, number)
        solve(spec)
        write(spec)


if __name__ == '__main__':
    main()
