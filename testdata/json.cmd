# an array, from a pipe
echo '[{"id":"a","label":2,"logits":[0.1,0.2,3.0]},
{"logits":[0.1,0.2,3.0],"label":0,"id":"b"}]' | focalloss -r none --grad
# one object of columns
echo '{"label":[1,0,1],"logit":[2.3,-1,0.5]}' | focalloss
# samples by class name
echo '{"label":"dog","probs":{"cat":0.1,"dog":0.9}} {"label":"cat","probs":{"dog":0.5,"cat":0.5}}' | focalloss -r none -t ndjson
# a label that is not there is missed, not made up
printf '{"label":0,"logit":5}\n{"logit":1}\n{"label":null,"logit":1}\n' | focalloss
echo '{"labels":["rain"],"probs":{"rain":0.5,"fog":0.5}}' | focalloss
# multilabel
echo '{"labels":[1,0,1],"logits":[2.0,-1.0,0.3]}' | focalloss -r none -t csv
# labels by name; the classes stand as the scores of the first sample do
printf '%s\n' '{"id":"a","labels":["rain"],"probs":{"rain":0.8,"fog":0.1}}' '{"id":"b","labels":[],"probs":{"fog":0.3,"rain":0.4}}' '{"id":"c","labels":["fog","rain"],"probs":{"rain":0.5,"fog":0.5}}' | focalloss -r none -a fog=2
echo '[{"labels":[],"logits":{"rain":-1,"fog":2}},{"labels":["fog"],"logits":{"fog":1,"rain":0}}]' | focalloss --grad -t csv
# what pandas writes: orient="split", "columns", "index", "records"
echo '{"columns":["id","label","logit"],"index":[0,1],"data":[["a",1,0.5],["b",0,-1]]}' | focalloss -r none -t csv
echo '{"id":{"0":"a","1":"b"},"label":{"0":1,"1":0},"logit":{"0":0.5,"1":-1}}' | focalloss -r none -t csv
echo '{"a":{"label":1,"logit":0.5},"b":{"label":0,"logit":-1}}' | focalloss -r none -t csv --id index
echo '[{"id":"a","label":1,"logit":0.5},{"id":"b","label":0,"logit":-1}]' | focalloss -r none -t csv
# a key twice, \u0000 and half a surrogate pair matter where they are used
echo '{"label":1,"logit":0.5,"note":{"x":"\u0000","y":"\ud800","x":1}}' | focalloss
# samples inside something else
printf '{"schema":{"fields":[{"name":"label"}]},"data":[{"label":1,"logit":2.3}]}' | focalloss
printf '{"run":7,"my data":[{"label":1,"logit":2.3}]}' | focalloss
printf '[[1,2.3],[0,-1]]' | focalloss
