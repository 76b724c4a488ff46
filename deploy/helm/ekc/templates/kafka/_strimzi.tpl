{{/* The name of the Kafka cluster that Strimzi's operator runs. */}}
{{- define "ekc.strimzi.cluster" -}}
{{- .Values.kafka.strimzi.cluster.name | default (printf "%s-kafka" (include "ekc.fullname" .)) -}}
{{- end -}}

{{/* Labels of what the cluster's operator looks after. Takes the root. */}}
{{- define "ekc.strimzi.labels" -}}
{{ include "ekc.labels" (dict "root" . "component" "kafka") }}
strimzi.io/cluster: {{ include "ekc.strimzi.cluster" . }}
{{- end -}}

{{/* How users inside show who they are. */}}
{{- define "ekc.strimzi.authentication" -}}
{{- if eq .Values.kafka.securityProtocol "SSL" -}}tls{{- else -}}scram-sha-512{{- end -}}
{{- end -}}

{{/* What is not deleted with the release: facts are kept for ever. */}}
{{- define "ekc.strimzi.kept" -}}
helm.sh/resource-policy: keep
{{- end -}}

{{/* Pod Security `restricted`, of which Strimzi's operator adds nothing by default: of pods, and of their containers. */}}
{{- define "ekc.strimzi.podSecurity" -}}
runAsNonRoot: true
seccompProfile: {type: RuntimeDefault}
{{- end -}}
{{- define "ekc.strimzi.containerSecurity" -}}
allowPrivilegeEscalation: false
capabilities: {drop: [ALL]}
{{- end -}}

{{/* A topic. Takes {root, topic, agency}; an agency's name takes the place of AGENCY. */}}
{{- define "ekc.strimzi.topic" -}}
apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata:
  name: {{ .topic.name | replace "AGENCY" .agency }}
  labels: {{- include "ekc.strimzi.labels" .root | nindent 4 }}
  annotations: {{- include "ekc.strimzi.kept" .root | nindent 4 }}
spec:
  partitions: {{ .topic.partitions }}
  config: {{- toYaml .topic.config | nindent 4 }}
{{- end -}}

{{/* A user. Takes {root, name, authentication, acls, quotas}. */}}
{{- define "ekc.strimzi.user" -}}
apiVersion: kafka.strimzi.io/v1
kind: KafkaUser
metadata:
  name: {{ .name }}
  labels: {{- include "ekc.strimzi.labels" .root | nindent 4 }}
spec:
  authentication:
    type: {{ .authentication }}
  authorization:
    type: simple
    acls: {{- toYaml .acls | nindent 6 }}
  {{- with .quotas }}
  quotas:
    producerByteRate: {{ int64 .producer_byte_rate }}
    consumerByteRate: {{ int64 .consumer_byte_rate }}
    requestPercentage: {{ int64 .request_percentage }}
  {{- end }}
{{- end -}}
