# every command in the README prints what is shown there
cd .. && sh .ci/readme README.md | diff README.md -
