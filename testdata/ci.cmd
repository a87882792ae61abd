# the recipes of the README, as far as they are commands
t=$(mktemp -d)
awk -v t=$t '
/^## / { inside = $0 == "## In CI" }
inside && /^```/ { to = ""; fresh = /^```(yaml|make)$/; next }
fresh { to = $2; gsub("/", "-", to); fresh = 0 }
to != "" { print >(t "/" to) }
' ../README.md
cp cancer-new.csv $t/preds.csv
cp cancer-main.csv $t/main.csv
ln -s "$(cd .. && pwd)" $t/focalloss
cd $t
ls -A
unset GITHUB_STEP_SUMMARY MAKEFLAGS MAKELEVEL
each() { # run each command of standard input; of what installs it is only there
	while read -r command; do
		echo "$ $command"
		case $command in
		*/setup*) ls focalloss/.ci/setup; make -n -C focalloss install >/dev/null; echo "exit $?" ;;
		*) sh -c "$command"; echo "exit $?" ;;
		esac
	done
}
sed -n 's/^ *- run: //p' .github-workflows-loss.yml | GITHUB_STEP_SUMMARY=$t/summary each
grep -c '^|' summary
sed -n '/script:/,/artifacts:/s/^    - //p' .gitlab-ci.yml | each
sed -n 's/^ *entry: \(.*\)/\1 preds.csv/p' .pre-commit-config.yaml | each
make -s check-loss 2>&1
# what the reports are named in the recipes is what is written
grep -c '<testcase' loss.xml
grep -c FAIL loss.md
sed -n 's/.*"ok"/"ok"/p' loss.json
cd - >/dev/null
rm -r $t
