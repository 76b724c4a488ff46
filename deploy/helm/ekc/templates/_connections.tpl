{{/* Where Kafka is. */}}
{{- define "ekc.kafka.bootstrap" -}}
{{- $kafka := .Values.kafka -}}
{{- if and $kafka.strimzi.enabled (not $kafka.bootstrap) -}}
{{ include "ekc.strimzi.cluster" . }}-kafka-bootstrap.{{ .Release.Namespace }}.svc:9093
{{- else -}}
{{- required "kafka.bootstrap: say where Kafka is, or let Strimzi make one." $kafka.bootstrap -}}
{{- end -}}
{{- end -}}

{{/* The secret with the authority of Kafka's certificate, as {secret, key}; nothing when the system's count. */}}
{{- define "ekc.kafka.ca" -}}
{{- if .Values.kafka.ca.secret }}{{ toYaml .Values.kafka.ca }}
{{- else if .Values.kafka.strimzi.enabled -}}
secret: {{ include "ekc.strimzi.cluster" . }}-cluster-ca-cert
key: ca.crt
{{- end -}}
{{- end -}}

{{/* The secret with the password of a Kafka user, as {secret, key}; nothing when it is among the part's own. Takes {root, user}. */}}
{{- define "ekc.kafka.userSecret" -}}
{{- with get .root.Values.kafka.userSecrets .user | default (ternary .user "" .root.Values.kafka.strimzi.enabled) -}}
secret: {{ . }}
key: password
{{- end -}}
{{- end -}}

{{/* Where Kafka's brokers are, for network policies. */}}
{{- define "ekc.kafka.peers" -}}
{{- if and .Values.kafka.strimzi.enabled (not .Values.networkPolicy.kafka.to) -}}
- podSelector: {matchLabels: {strimzi.io/cluster: {{ include "ekc.strimzi.cluster" . }}}}
{{- else -}}
{{- toYaml .Values.networkPolicy.kafka.to -}}
{{- end -}}
{{- end -}}

{{/* The secret with the authority of PostgreSQL's certificates, as {secret, key}; nothing when the system's count. */}}
{{- define "ekc.postgres.ca" -}}
{{- if .Values.postgres.ca.secret }}{{ toYaml .Values.postgres.ca }}
{{- else if and .Values.postgres.cnpg.enabled .Values.postgres.tls -}}
secret: {{ include "ekc.cnpg.cluster" (dict "root" . "database" "privacy") }}-tls
key: ca.crt
{{- end -}}
{{- end -}}

{{/* Where the databases are, for network policies. */}}
{{- define "ekc.postgres.peers" -}}
{{- if and .Values.postgres.cnpg.enabled (not .Values.networkPolicy.postgres.to) -}}
{{- $clusters := list -}}
{{- range $database, $about := .Files.Get "files/postgres.yaml" | fromYaml }}{{ $clusters = append $clusters (include "ekc.cnpg.cluster" (dict "root" $ "database" $database)) }}{{ end -}}
- podSelector:
    matchExpressions:
      - {key: cnpg.io/cluster, operator: In, values: [{{ join ", " $clusters }}]}
{{- else -}}
{{- toYaml .Values.networkPolicy.postgres.to -}}
{{- end -}}
{{- end -}}
