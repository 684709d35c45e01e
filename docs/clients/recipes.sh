#!/bin/sh
# The service with curl: HEP_URL=http://127.0.0.1:8500 HEP_TOKEN=$(cat ~/.config/hep/token) sh recipes.sh MODEL.onnx
# MODEL.onnx takes raw events of MET_pt and Jet_pt. --fail-with-body prints what the service says of a mistake, and ends with 22.
set -eu
model=$1
json='Content-Type: application/json'
call() { curl --silent --show-error --fail-with-body "$@"; echo; }
admin() { call --oauth2-bearer "$HEP_TOKEN" "$@"; }

# is it there?
call "$HEP_URL/v2/health/ready"

# a model: upload, note, alias
admin --data-binary "@$model" "$HEP_URL/v2/repository/models/curl.events/versions?tag=candidate&label=campaign=2024" > uploaded.json
admin -X PATCH -H "$json" -d '{"aliases":{"champion":1}}' "$HEP_URL/v2/repository/models/curl.events" > changed.json

# raw events, JSON and a line each; null where an event fails the model's cut
call -H "$json" -d '{"events":[{"MET_pt":30,"Jet_pt":[3,1]},{"MET_pt":5,"Jet_pt":[]}]}' "$HEP_URL/v2/models/curl.events/events"
printf '%s\n' '{"MET_pt":30,"Jet_pt":[3,1]}' '{"MET_pt":20,"Jet_pt":[]}' |
    call -H 'Content-Type: application/x-ndjson' --data-binary @- "$HEP_URL/v2/models/curl.events/versions/champion/events"

# tensors: the network's own inputs
call -H "$json" -d '{"inputs":[{"name":"features","shape":[1,4],"datatype":"FP32","data":[30,3,1,0]},
    {"name":"mask","shape":[1,4],"datatype":"FP32","data":[1,1,1,0]}]}' "$HEP_URL/v2/models/curl.events/infer"

# a packed request, and a packed answer
printf '%s' '{"events":[{"MET_pt":20,"Jet_pt":[]}]}' | gzip |
    call --compressed -H "$json" -H 'Content-Encoding: gzip' --data-binary @- "$HEP_URL/v2/models/curl.events/events"

# what is there, what was done, and away with it
call "$HEP_URL/v2/repository/search?q=curl&tag=candidate" > found.json
admin "$HEP_URL/v2/repository/models/curl.events/history?limit=2" > history.json
admin -X DELETE "$HEP_URL/v2/repository/models/curl.events" > deleted.json
