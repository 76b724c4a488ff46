{{/* Where Kafka is. */}}
{{- define "ekc.kafka.bootstrap" -}}
{{- required "kafka.bootstrap: say where Kafka is, or let Strimzi make one." .Values.kafka.bootstrap -}}
{{- end -}}

{{/* The secret with the authority of Kafka's certificate, as {secret, key}; nothing when the system's count. */}}
{{- define "ekc.kafka.ca" -}}
{{- if .Values.kafka.ca.secret }}{{ toYaml .Values.kafka.ca }}{{ end -}}
{{- end -}}

{{/* The secret with the password of a Kafka user, as {secret, key}; nothing when it is among the part's own. Takes {root, user}. */}}
{{- define "ekc.kafka.userSecret" -}}
{{- with get .root.Values.kafka.userSecrets .user -}}
secret: {{ . }}
key: password
{{- end -}}
{{- end -}}

{{/* Where Kafka's brokers are, for network policies. */}}
{{- define "ekc.kafka.peers" -}}
{{- toYaml .Values.networkPolicy.kafka.to -}}
{{- end -}}

{{/* The secret with the authority of PostgreSQL's certificates, as {secret, key}; nothing when the system's count. */}}
{{- define "ekc.postgres.ca" -}}
{{- if .Values.postgres.ca.secret }}{{ toYaml .Values.postgres.ca }}{{ end -}}
{{- end -}}

{{/* Where the databases are, for network policies. */}}
{{- define "ekc.postgres.peers" -}}
{{- toYaml .Values.networkPolicy.postgres.to -}}
{{- end -}}
