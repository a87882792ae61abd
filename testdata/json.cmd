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
