#!/usr/bin/env python3
"""Write forms.txt, true values of the general form, which eval_test.c reads.

    python3 testdata/forms.py [CASES [SEED]] >testdata/forms.txt

Needs mpmath; tests do not.  The loss is written down as lib/focalloss.h has it
and nothing else: gradients and Hessians are its central differences at 900
digits, with steps of 1e-180.  What slopes hold constant is computed from the
scores before the step.
"""
import random
import sys

from mpmath import mp, mpf


class Step:
    """Of the differences; its square has digits left."""
    size = mpf(0)


def set_digits(digits):
    mp.dps = digits
    Step.size = mpf(10) ** -(digits // 5)


HEAD = '''# True values of the general form, rounded to nearest.
# Made by testdata/forms.py with mpmath; read by lib/eval_test.c.
# As vectors.txt, and: parts, what the spec has beyond the formula.
'''


class Point:
    """A class: p, 1 - p and -ln p."""

    def __init__(self, p, q, ell=None):
        self.p, self.q = p, q
        self.ell = ell if ell is not None else \
            mp.inf if p <= 0 else -mp.log(p)

    def moved(self, start, now):
        """This point, moved as another is from start to now."""
        return Point(self.p + now.p - start.p, self.q + now.q - start.q,
                     self.ell + now.ell - start.ell)


def clamp(part, u, eps, sigmoid, k):
    """The point of class k as eps leaves it."""
    how, ce = part.get('clamp', 'clip'), part.get('eps_in_ce')
    low, high = mpf(eps), mpf(1 - eps)
    p, q = u.p, u.q
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
    return Point(p, q)


def probabilities(spec, x, scale=1):
    """The points of the classes before margin and eps; a logit is scaled."""
    part, c = spec['parts'], len(x)
    sigmoid = spec['mode'] != 'multiclass'
    if spec['logits']:
        slope = mpf(part.get('slope', 1)) * scale
        z = [0, x[0]] if sigmoid else x
        top = max(z)
        e = [mp.exp(slope * (v - top)) for v in z]
        p = [v / mp.fsum(e) for v in e]
        q = [mp.fsum(e[:k] + e[k+1:]) / mp.fsum(e) for k in range(len(z))]
    elif part.get('odds'):
        v, eps = x[0], mpf(spec['eps'])
        if eps:
            v = max(eps, min(v, mpf(1 - spec['eps'])))
        p = [1 / (1 + v), v / (1 + v)]
        q = p[::-1]
    else:
        p = [1 - x[0], x[0]] if sigmoid else list(x)
        if part.get('renormalize'):
            p = [v / mp.fsum(x) for v in x]
        q = [1 - v for v in p]
    if part.get('margin') and sigmoid:
        p[0] = min(p[0] + mpf(part['margin']), mpf(1))
        q[0] = 1 - p[0]
    return [Point(*pq) for pq in zip(p, q)]


def points(spec, x, held, scale=1):
    """Of the classes: points in the loss, in m; some slopes are held's."""
    part = spec['parts']
    sigmoid = spec['mode'] != 'multiclass'
    eps = 0 if part.get('odds') else spec['eps']
    floor = part.get('grad_floor', 0)
    ces, mods = [], []
    for k, (u, start) in enumerate(zip(probabilities(spec, x, scale),
                                       probabilities(spec, held, scale))):
        ce = mod = u
        if eps:
            ce = clamp(part, u, eps, sigmoid, k)
            if part.get('eps_straight'):
                ce = clamp(part, start, eps, sigmoid, k).moved(start, u)
            if not part.get('eps_in_ce'):
                mod = ce
        if floor:
            at = clamp(part, start, eps, sigmoid, k) if eps else start
            by = u.p - start.p
            ell = at.ell - mp.log(1 + by / start.p) \
                if start.p * start.q >= floor else \
                at.ell - start.q / floor * by + by ** 2 / (2 * mpf(floor))
            ce = Point(ce.p, ce.q, ell)
            if not part.get('eps_in_ce'):
                mod = Point(mod.p, mod.q, ell)
        ces.append(ce)
        mods.append(mod)
    if part.get('renormalize_in_ce'):
        total = mp.fsum(u.p for u in ces)
        ces = [Point(u.p, u.q, u.ell + mp.log(total)) for u in ces]
    return ces, mods


class Result:
    """Of a target: loss, p_t, factor A, modulator M; shares of classes."""

    def __init__(self, **values):
        self.__dict__.update(values)

    def free(self, k):
        """Does probability k not matter?"""
        return len(self.shares) > k and self.shares[k] == 0 and not self.tied


def loss(spec, x, y, column=0, held=None, row=1):
    """What there is to know of one target; held: scores of constants."""
    held = x if held is None else held
    part, c = spec['parts'], len(x)
    sigmoid = spec['mode'] != 'multiclass'
    if sigmoid:
        y = mpf(y[0])
        shares, c = [1 - y, y], 2
    elif part.get('distribution'):
        shares = [mpf(v) for v in y]
    else:
        shares = [mpf(k == int(y[0])) for k in range(c)]
    smooth, leak = mpf(part.get('smoothing', 0)), mpf(part.get('leak', 0))
    smoothed = [(v * (1 - smooth) + smooth / c) * (1 - leak) + leak
                for v in shares]
    in_ce = part.get('smoothing_in_ce')
    hard = shares if in_ce else smoothed
    times = mpf(row)
    if part.get('label_factor') and y > 0:
        times *= y

    def entry(name, k, otherwise=1):
        table = spec.get(name)
        return mpf(table[column if sigmoid else k] if table else otherwise)

    def of_class(pos, neg, k, otherwise=1):
        if part.get('sided'):
            k = int(y > 0)
        return entry(neg if sigmoid and k == 0 else pos, k, otherwise)

    def factor_of(k):
        return times * of_class('pos', 'neg', k)

    def power(m, start, gamma):
        """M, as a function of m; start is the m of held."""
        for below, g in part.get('step', []):
            if 1 - start < below:
                gamma = mpf(g)
                break
        m = start if part.get('detach') else m
        if gamma < 0:
            return (2 - m) ** -gamma
        if part.get('reduced'):
            if 1 - start < part['reduced']:
                return mpf(1)
            m = m / (part.get('reduced_over') or part['reduced'])
        return m ** gamma

    def wrong(u, k):
        """1 - p^w and w l of class k."""
        w = entry('weight', k) if not sigmoid or k else mpf(1)
        inside = w if spec['inside'] else mpf(1)
        return (u.q if inside == 1 else max(-mp.expm1(-inside * u.ell),
                                            mpf(0))), inside * u.ell

    def modulators(x):
        """Of each class: its Q, its w l and its p; of the scaled label."""
        if pt != 'scaled':
            return [wrong(u, k) + (u.p,)
                    for k, u in enumerate(points(spec, x, held)[1])]
        by = 2 * hard[1] - 1
        near = int(by >= 0)
        u = points(spec, x, held, abs(by))[1][near]
        return [wrong(u, near) + (u.p,)] * 2

    def joint(x):
        """m, but with split."""
        parts = modulators(x)
        if pt == 'scaled':
            return parts[0][0]
        total = mpf(0)
        for k, (q, ell, _) in enumerate(parts):
            if smoothed[k]:
                total += hard[k] * (
                    ell if pt == 'expce' else
                    -q if pt == 'absdiff' and k == 0 else q)
        return max(-mp.expm1(-total), mpf(0)) if pt == 'expce' \
            else abs(total)

    def alone(x, k):
        """m of class k with split."""
        q = modulators(x)[k][0]
        return hard[k] * q + (1 - hard[k]) * (1 - q) if in_ce else q

    pt = part.get('pt', 'linear')
    poly = mpf(part.get('poly', 0))
    slope = mpf(part.get('slope', 1))
    ces, mods = points(spec, x, held)
    p_t = mp.fsum(v * u.p for v, u in zip(shares, mods))
    given = mp.fsum(shares[k] * factor_of(k) for k in range(c))
    factor = mp.fsum(hard[k] * factor_of(k) for k in range(c))
    if part.get('sided'):
        given = factor = factor_of(0)
    losses, mod = mpf(0), mpf(0)
    freedom = {'shares': smoothed, 'tied': sigmoid or part.get('renormalize')
               or part.get('renormalize_in_ce')}
    if pt == 'split':
        for k in range(c):
            if smoothed[k] == 0:
                continue
            g = of_class('gamma_pos', 'gamma_neg', k, spec['gamma'])
            if in_ce:
                back = entry('gamma_pos' if sigmoid and (
                    y <= 0 if part.get('sided') else k == 0)
                    else 'gamma_neg', k, spec['gamma'])
                g = hard[k] * g + (1 - hard[k]) * back
            m = alone(x, k)
            by = power(m, alone(held, k), g)
            w = entry('weight', k) if not sigmoid or k else mpf(1)
            extra = poly * m ** (g + 1)
            losses += smoothed[k] * (
                factor_of(k) * by * w * ces[k].ell +
                extra * (factor_of(k) if part.get('poly_factor') else 1))
            mod += smoothed[k] * by
        return Result(loss=losses / slope, pt=p_t, factor=given, mod=mod,
                      **freedom)
    ce = mpf(0)
    for k in range(c):
        if smoothed[k]:
            w = entry('weight', k) if not sigmoid or k else mpf(1)
            ce += smoothed[k] * w * ces[k].ell * (
                1 if sigmoid else factor_of(k))
    gamma = mpf(spec['gamma'])
    if part.get('sided'):
        gamma = of_class('gamma_pos', 'gamma_neg', 0, spec['gamma'])
    elif spec.get('gamma_pos') or spec.get('gamma_neg'):
        gamma = mp.fsum(hard[k] * of_class('gamma_pos', 'gamma_neg', k,
                                           spec['gamma']) for k in range(c))
    m = joint(x)
    mod = power(m, joint(held), gamma)
    losses = (factor if sigmoid else 1) * mod * ce + \
        poly * m ** (gamma + 1) * (factor if part.get('poly_factor') else 1)
    return Result(loss=losses / slope, pt=p_t, factor=given, mod=mod,
                  **freedom)


def slopes(spec, x, y, k, column, what='loss', row=1):
    """Of the target's loss or mod along score k."""
    start = [mpf(v) for v in x]

    def at(h):
        moved = list(start)
        moved[k] += h
        return getattr(loss(spec, moved, y, column, start, row), what)

    reach = mpf(1)
    if not spec['logits']:
        reach = min(mpf(x[k]), 1 - mpf(x[k]))
        if reach == 0 and 'grad_floor' in spec['parts']:
            reach = mpf(1)      # it is a parabola there
        if reach == 0 and loss(spec, start, y, column).free(k):
            return mpf(0), mpf(0)
        if reach == 0:
            return mp.nan, mp.nan
    h = Step.size * reach
    up, here, down = at(h), at(mpf(0)), at(-h)
    return (up - down) / (2 * h), (up - 2 * here + down) / h ** 2


KEYS = ('loss', 'pt', 'grad', 'hess', 'factor', 'mod', 'mod_grad', 'mod_hess')


def solve(spec, exactly=False):
    """Add what is wanted to spec: doubles, or exactly."""
    number = mpf if exactly else float
    c, wide = spec['c'], spec['mode'] != 'multiclass'
    t = len(spec['y']) // spec['n']
    out = {key: [] for key in KEYS}
    for i in range(spec['n']):
        x = spec['x'][i*c:i*c+c]
        y = spec['y'][i*t:i*t+t]
        row = 1
        if spec.get('row_factor'):
            row = mp.fsum(mpf(a) * mpf(b)
                          for a, b in zip(y, spec['row_factor']))
        rows = [(x[j:j+1], y[j:j+1], j) for j in range(c)] if wide \
            else [(x, y, 0)]
        for xs, ys, column in rows:
            value = loss(spec, [mpf(v) for v in xs], ys, column, None, row)
            for key in ('loss', 'pt', 'factor', 'mod'):
                out[key].append(number(getattr(value, key)))
            for k in range(len(xs)):
                for what, keys in (('loss', ('grad', 'hess')),
                                   ('mod', ('mod_grad', 'mod_hess'))):
                    for key, v in zip(keys, slopes(spec, xs, ys, k, column,
                                                   what, row)):
                        out[key].append(number(v))
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

    pts = ['linear', 'expce', 'split'] + ([] if multi else ['absdiff']) + \
        (['scaled'] if logits and not multi else [])
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
        part['step'] = [(0.2, 5.0), (0.5, r.choice([3.0, -1.0, -2.5]))]
    if now(.1):
        part['reduced'] = r.choice([0.5, 0.3])
        if now(.5):
            part['reduced_over'] = 1 - part['reduced']
    if now(.2):
        part['poly'] = r.choice([1.0, 0.5])
        part['poly_factor'] = now(.5)
    part['detach'] = now(.1)
    part['eps_straight'] = spec['eps'] > 0 and now(.3)
    part['sided'] = not multi and now(.15)
    part['label_factor'] = not multi and now(.15)
    if mode == 'multilabel' and now(.2):
        spec['row_factor'] = table()
    if not logits and not multi:
        if now(.15) and 'margin' not in part:
            part['grad_floor'] = r.choice([1e-12, 0.01, 0.2])
        elif now(.2) and part.get('clamp', 'clip') == 'clip' and \
                not part.get('eps_in_ce') and not part['eps_straight']:
            part['odds'] = True
    part['renormalize_in_ce'] = multi and not logits and \
        not part.get('renormalize') and part['pt'] != 'split' and now(.3)
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
        number, mode, ' '.join(sorted(k for k, v in part.items() if v)))
    return spec


def words(parts):
    """The parts of a spec as the files have them."""
    for key, value in parts.items():
        if value is True:
            yield key
        elif value is False:
            continue
        elif key == 'step':
            yield from ('step=%g:%g' % pair for pair in value)
        else:
            yield '%s=%s' % (key, value)


def write(spec):
    print('\nvector %s' % spec['name'][:90])
    print('%s %s %s %r %r %d %d %.3g' % (
        spec['mode'], 'logits' if spec['logits'] else 'probs',
        'pt' if spec['inside'] else 'loss', spec['gamma'], spec['eps'],
        spec['n'], spec['c'], spec.get('tol', 2.3e-16)))
    print('parts ' + ' '.join(words(spec['parts'])))
    for key in ('pos', 'neg', 'weight', 'gamma_pos', 'gamma_neg', 'row_factor',
                'x', 'y') + KEYS:
        if spec.get(key) is not None:
            print(key + ' ' + ' '.join(repr(float(v)) for v in spec[key]))


# Parts that meet too seldom by chance, and how often they shall.
RARE = (
    (3, ('renormalize_in_ce', 'eps')),
    (3, ('renormalize_in_ce', 'eps', 'eps_straight')),
    (3, ('renormalize_in_ce', 'distribution')),
    (3, ('odds', 'eps')),
    (3, ('grad_floor', 'eps')),
    (3, ('eps_straight', 'split', 'smoothing_in_ce')),
    (3, ('scaled', 'smoothing')),
)


def has(spec, names):
    part = spec['parts']
    return all(part.get(name) or spec.get(name) and spec[name] > 1e-6 or
               part['pt'] == name for name in names)


def rare_specs(r, number):
    for count, names in RARE:
        for _ in range(count):
            spec = a_spec(r, number)
            while not has(spec, names):
                spec = a_spec(r, number)
            yield spec
            number += 1


def main():
    set_digits(900)
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 220
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    r = random.Random(seed)
    sys.stdout.write(HEAD)
    for number in range(cases):
        spec = a_spec(r, number)
        solve(spec)
        write(spec)
    for spec in rare_specs(random.Random(seed + 1), cases):
        solve(spec)
        write(spec)


if __name__ == '__main__':
    main()
