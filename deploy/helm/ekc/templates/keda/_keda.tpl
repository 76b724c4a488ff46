{{/* Whether KEDA decides how many replicas a part has: it reads from Kafka, and more than one can. Takes {root, name}. */}}
{{- define "ekc.keda" -}}
{{- if and .root.Values.keda.enabled (has .name .root.Values.keda.parts) (not (include "ekc.alone" .)) -}}true{{- end -}}
{{- end -}}
