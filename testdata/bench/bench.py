#!/usr/bin/python3
"""Time focalloss beside its peers and print Markdown tables; make bench.

Everything is a whole process on the same file, one run of each after another,
several rounds; what is slower than 5 s runs once.  wall and user are medians,
best is the least wall time, x is wall over that of focalloss.  All must find
the same mean to 1e-9, or the exit status is 1.  In the environment:

    ROWS        samples of A9 and A17, the other files in proportion [10000000]
    FILES       which of them ["A9 A17 B10 B1000 C80 DA DB10 DB1000"]
    RUNS        rounds [5]
    BENCH_DATA  where the files are made and kept [build/bench]
    PY          the Python that has the peers' modules [/usr/bin/python3]
    B           where focalloss was built [build]
"""
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
B = os.environ.get('B', 'build')
ROWS = int(os.environ.get('ROWS') or 10000000)
RUNS = int(os.environ.get('RUNS') or 5)
DATA = os.path.join(os.environ.get('BENCH_DATA') or 'build/bench', str(ROWS))
PY = os.environ.get('PY') or '/usr/bin/python3'
SLOW = 5            # seconds
AGREE = 1e-9        # relative
STARTUP_ROWS, STARTUP_RUNS = 1000, 30

# name: mode, columns, one row for so many of ROWS, format, digits
FILES = {
    'A9': ('binary', 1, 1, 'csv', 9),
    'A17': ('binary', 1, 1, 'csv', 17),
    'B10': ('multiclass', 10, 5, 'csv', 9),
    'B1000': ('multiclass', 1000, 500, 'csv', 9),
    'C80': ('multilabel', 80, 40, 'csv', 9),
    'DA': ('binary', 1, 2, 'ndjson', 9),
    'DB10': ('multiclass', 10, 5, 'ndjson', 9),
    'DB1000': ('multiclass', 1000, 500, 'ndjson', 9),
}

# how each says its version
PROGRAMS = {
    'mawk': ['-W', 'version'],
    'gawk': ['--version'],
    'mlr': ['--version'],
    'datamash': ['--version'],
    'jq': ['--version'],
}
MODULES = ['numpy', 'pandas', 'torch', 'duckdb', 'polars']

# name, function of peers.py, modules it needs, formats, modes
LIBRARIES = [
    ('DuckDB', 'duckdb', ['duckdb'], 'csv ndjson', None),
    ('Polars', 'polars', ['polars', 'numpy'], 'csv ndjson', None),
    ('numpy.loadtxt', 'loadtxt', ['numpy'], 'csv', None),
    ('pandas (usecols, dtype) + numpy', 'pandas_tuned', ['pandas'], 'csv',
     ['binary']),
    ('pandas + numpy', 'pandas', ['pandas'], 'csv ndjson', None),
    ('pandas + torch', 'torch', ['torch', 'pandas'], 'csv', None),
    ('json + numpy', 'json', ['numpy'], 'ndjson', None),
]
ROW_LIBRARIES = ['DuckDB', 'Polars', 'pandas + numpy']


class Command:
    """What is timed, and what came of it."""

    def __init__(self, name, argv, prints=True, **env):
        self.name, self.argv, self.prints = name, argv, prints
        self.env = {k: v for k, v in os.environ.items()
                    if k != 'FOCALLOSS_ISA'}
        self.env.update(env)
        self.walls, self.users, self.rss = [], [], 0
        self.mean, self.failure = None, None

    def run(self):
        with (tempfile.NamedTemporaryFile() as report,
              tempfile.TemporaryFile() as out,
              tempfile.TemporaryFile() as err):
            subprocess.run(
                [B + '/bench/measure', report.name, *self.argv], env=self.env,
                stdin=subprocess.DEVNULL, stderr=err, check=True,
                stdout=out if self.prints else subprocess.DEVNULL)
            wall, user, rss, status = report.read().split()
            out.seek(0)
            err.seek(0)
            text, error = out.read(1000).decode(), err.read().decode()
        self.walls.append(float(wall))
        self.users.append(float(user))
        self.rss = max(self.rss, int(rss))
        if int(status):
            self.failure = ([s for s in error.split('\n') if s]
                            or ['exit ' + status.decode()])[-1]
        elif self.prints:
            self.read_mean(text)

    def read_mean(self, text):
        try:
            self.mean = float(text.split()[0])
        except (IndexError, ValueError):
            self.failure = 'prints no number'

    def wall(self):
        return statistics.median(self.walls)

    def wants_more(self):
        return not self.failure and self.wall() <= SLOW

    def off(self, mean):
        """How far from the mean that should be, relatively."""
        return abs(self.mean - mean) / abs(mean)


def focalloss(path, mode, *options):
    argv = [B + '/focalloss', '-a', '0.25']
    if mode != 'multiclass':
        argv += ['--alpha-mode', 'balanced']
    return argv + list(options) + [path]


def focalloss_mean(path, mode, *options):
    return focalloss(path, mode, '-q', '--digits', '17', *options)


def own_commands(path, mode):
    yield Command('**focalloss**', focalloss_mean(path, mode))
    for n in '12':
        yield Command('focalloss --threads ' + n,
                      focalloss_mean(path, mode, '--threads', n))
    for isa in 'avx2', 'scalar', 'reference':
        yield Command('focalloss, ISA=' + isa, focalloss_mean(path, mode),
                      FOCALLOSS_ISA=isa)


def floor_commands(path):
    """Programs that read the file and do less."""
    yield Command('wc -l', ['wc', '-l', path], prints=False)
    if path.endswith('.csv') and 'datamash' in have:
        yield Command('datamash, mean of a column',
                      ['sh', '-c', 'exec datamash -t, -H mean 2 <"$1"', 'sh',
                       path], prints=False)


def library_commands(path, mode):
    form = path.rsplit('.', 1)[1]
    for name, function, needs, forms, modes in LIBRARIES:
        if (form in forms.split() and (not modes or mode in modes)
                and all(n in have for n in needs)):
            yield Command(name, [PY, HERE + '/peers.py', function, mode, path])


def peer_commands(path, mode):
    csv = path.endswith('.csv')
    if csv:
        yield Command('naive C: libcsv, strtod, libm',
                      [B + '/bench/naive', mode, path])
    yield from library_commands(path, mode)
    for awk in 'mawk', 'gawk':
        if csv and awk in have:
            yield awk_command(awk, path, mode)
    if 'mlr' in have and mode == 'binary':
        yield Command('Miller', ['mlr', '--icsv' if csv else '--ijsonl',
                                 '--onidx', 'put', '-q', '-f',
                                 HERE + '/binary.mlr', path])
    if 'jq' in have and not csv:
        yield Command('jq', ['jq', '-n', '-f', '%s/%s.jq' % (HERE, mode),
                             path])


def awk_command(awk, path, mode, prints=True):
    return Command(awk, [awk, '-F,', '-v', 'kind=' + mode, '-f',
                         HERE + '/focal.awk', path], prints)


def row_commands(path):
    """The same five columns of each sample, to /dev/null."""
    yield Command('**focalloss**', focalloss(
        path, 'binary', '-r', 'none', '--grad', '-t', 'csv'), prints=False)
    yield Command('focalloss --threads 1', focalloss(
        path, 'binary', '-r', 'none', '--grad', '-t', 'csv', '--threads', '1'),
        prints=False)
    for c in library_commands(path, 'binary'):
        if c.name in ROW_LIBRARIES:
            c.argv[3], c.prints = 'rows', False
            yield c
    if 'mawk' in have:
        yield awk_command('mawk', path, 'rows', prints=False)


def pipe_commands(path):
    pipe = 'cat "$0" | "$@"'
    yield Command('**cat \\| focalloss**', ['sh', '-c', pipe, path] +
                  focalloss_mean('-', 'binary', '-f', 'csv'))
    yield Command('focalloss of the file', focalloss_mean(path, 'binary'))
    yield Command('cat \\| wc -l', ['sh', '-c', pipe, path, 'wc', '-l'],
                  prints=False)
    yield Command('cat \\| naive C', ['sh', '-c', pipe, path, B +
                  '/bench/naive', 'binary', '/dev/stdin'])


def version(argv):
    """The first line it prints, or None if there is no such program."""
    if not shutil.which(argv[0]):
        return None
    done = subprocess.run(argv, stdout=subprocess.PIPE, text=True,
                          stderr=subprocess.DEVNULL, check=False)
    if done.returncode:
        return None
    return done.stdout.split('\n')[0].split(',')[0]


def versions():
    """Which peers there are: their names and versions."""
    found = {p: version([p, *how]) for p, how in PROGRAMS.items()}
    for m in MODULES:
        found[m] = version([PY, '-c', 'import %s as m; print(m.__name__, '
                            'm.__version__)' % m])
    return found


def make_file(name, rows, mode, columns, form, digits):
    """Write it unless it is there; the last step gives it its name."""
    path = '%s/%s.%s' % (DATA, name, form)
    if not os.path.exists(path):
        os.makedirs(DATA, exist_ok=True)
        with open(path + '.part', 'wb') as f:
            subprocess.run([B + '/bench/gen', mode, str(columns), str(rows),
                            form, str(digits)], stdout=f, check=True)
        os.rename(path + '.part', path)
    load(path)
    return path


def load(path):
    """Read it from the disk into the page cache.

    What a program has just written in small pieces is kept there in small
    pages, which take the kernel about twice as long to copy from.
    """
    with open(path, 'rb', buffering=0) as f:
        os.fsync(f.fileno())
        os.posix_fadvise(f.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while f.read(1 << 20):
            pass


def seconds(x):
    return '%.*f' % (2 if x >= 10 else 3 if x >= 0.1 else 4, x)


def ratio(x):
    return '%.*f' % (0 if x >= 100 else 1 if x >= 10 else 2, x)


def off_by(c, mean):
    if c.mean is None:
        return ''
    return '%.0e' % c.off(mean) if c.mean != mean else '0'


def measure(title, commands, runs):
    """Print the table of the commands, the first being what all is held to.

    Return whether all agree.
    """
    for _ in range(runs):
        for c in commands:
            if not c.walls or c.wants_more():
                c.run()
    good = [c for c in commands if not c.failure]
    if not good or good[0] is not commands[0]:
        print('\n%s: %s' % (title, commands[0].failure))
        return False
    base = good[0]
    print('\n| %s | wall s | best s | user s | peak MiB | x | off by | runs |'
          '\n|---|--:|--:|--:|--:|--:|--:|--:|' % title)
    for c in good:
        print('| %s | %s | %s | %s | %.1f | %s | %s | %d |' % (
            c.name, seconds(c.wall()), seconds(min(c.walls)),
            seconds(statistics.median(c.users)), c.rss / 1024,
            ratio(c.wall() / base.wall()), off_by(c, base.mean),
            len(c.walls)))
    wrong = [c for c in good
             if c.mean is not None and not c.off(base.mean) <= AGREE]
    print()
    if base.mean is not None:
        print('The mean: %.17g.' % base.mean)
    for c in wrong:
        print('DISAGREES: %s finds %.17g.' % (c.name, c.mean))
    for c in commands:
        if c.failure:
            print('Not measured: %s (%s).' % (c.name, c.failure))
    sys.stdout.flush()
    return not wrong


def processor():
    with open('/proc/cpuinfo', encoding='ascii') as f:
        for line in f:
            if line.startswith('model name'):
                return line.split(':')[1].strip()
    return platform.machine()


def print_machine(found):
    print('%s; %s, %d cores, Linux %s, load %.1f' % (
        version([B + '/focalloss', '--version']), processor(), os.cpu_count(),
        platform.release(), os.getloadavg()[0]))
    print('\nPeers: %s.' % '; '.join(v for v in found.values() if v))
    missing = [n for n, v in found.items() if not v]
    if missing:
        print('\nNot installed, so not measured: %s.' % ', '.join(missing))


def bench(names):
    agree = True
    for name in names:
        mode, columns, share, form, digits = FILES[name]
        rows = max(ROWS // share, 1)
        path = make_file(name, rows, mode, columns, form, digits)
        commands = [*own_commands(path, mode), *floor_commands(path),
                    *peer_commands(path, mode)]
        title = '%s: %s %s, %d rows, %.0f MB' % (
            name, mode, form, rows, os.path.getsize(path) / 1e6)
        agree &= measure(title, commands, RUNS)
        if name == 'A9':
            agree &= measure('A9, loss and gradient of each row',
                             [*row_commands(path)], RUNS)
            agree &= measure('A9 through a pipe', [*pipe_commands(path)], RUNS)
    path = make_file('start', STARTUP_ROWS, 'binary', 1, 'csv', 9)
    agree &= measure('start-up: %d rows' % STARTUP_ROWS,
                     [*own_commands(path, 'binary'), *floor_commands(path),
                      *peer_commands(path, 'binary')], STARTUP_RUNS)
    print(flush=True)
    subprocess.run([B + '/bench/kernel'], check=True)
    return agree


if __name__ == '__main__':
    have = versions()
    print_machine(have)
    have = {n for n, v in have.items() if v}
    sys.exit(not bench((os.environ.get('FILES') or ' '.join(FILES)).split()))
