{{/* All pods of this release. */}}
{{- define "ekc.ours" -}}
app.kubernetes.io/name: ekc
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{/* Where the Jobs connect to. */}}
{{- define "ekc.jobReaches" -}}
migrate: [postgres]
temporal: [temporal]
test: [parts]
{{- end -}}

{{/* Who may ask a part: the desk and the test of the release how it is, those that need keys the keyring, and who comes
from outside. Takes {root, name}. */}}
{{- define "ekc.askers" -}}
{{- $root := .root -}}
{{- range $name := include "ekc.partNames" $root | fromYamlArray }}
{{- $reaches := (include "ekc.facts" $name | fromYaml).reaches }}
{{- if or (has "parts" $reaches) (has $.name $reaches) }}
- podSelector:
    matchLabels: {{- include "ekc.selectorLabels" (dict "root" $root "component" $name) | nindent 6 }}
{{- end }}
{{- end }}
- podSelector:
    matchLabels: {{- include "ekc.selectorLabels" (dict "root" $root "component" "test") | nindent 6 }}
{{- with $root.Values.networkPolicy.monitoring }}
{{ toYaml . }}
{{- end }}
{{- if eq .name "desk" }}
{{- with $root.Values.networkPolicy.desk }}
{{ toYaml . }}
{{- end }}
{{- end }}
{{- end -}}

{{/* The rules to what is reached: DNS, our own parts, and what is elsewhere. Takes {root, reaches, traces}. */}}
{{- define "ekc.egress" -}}
{{- $root := .root -}}
{{- $network := $root.Values.networkPolicy -}}
{{ include "ekc.rule" (dict "to" $network.dns.to "ports" $network.dns.ports "protocols" (list "UDP" "TCP")) }}
{{- range $name := .reaches }}
{{- if eq $name "kafka" }}
{{ include "ekc.rule" (dict "to" (include "ekc.kafka.peers" $root | fromYamlArray) "ports" $network.kafka.ports) }}
{{- else if eq $name "postgres" }}
{{ include "ekc.rule" (dict "to" (include "ekc.postgres.peers" $root | fromYamlArray) "ports" $network.postgres.ports) }}
{{- else if eq $name "parts" }}
{{ include "ekc.rule" (dict "to" (list (include "ekc.anyPart" $root | fromYaml)) "ports" (list "http")) }}
{{- else if eq $name "privacy" }}
{{ include "ekc.rule" (dict "to" (list (dict "podSelector" (dict "matchLabels" (include "ekc.selectorLabels" (dict "root" $root "component" $name) | fromYaml)))) "ports" (list "http")) }}
{{- else if or (ne $name "keyEncryption") (eq $root.Values.keyEncryption.kind "transit") }}
{{ include "ekc.rule" (index $network $name) }}
{{- end }}
{{- end }}
{{- if .traces }}
{{ include "ekc.rule" $network.traces }}
{{- end }}
{{- end -}}

{{/* The pods of every part. */}}
{{- define "ekc.anyPart" -}}
podSelector:
  matchLabels: {{- include "ekc.ours" . | nindent 4 }}
  matchExpressions:
    - {key: app.kubernetes.io/component, operator: In, values: {{ include "ekc.partNames" . }}}
{{- end -}}

{{/* One rule: to whom, at which ports. Without peers the ports alone say it. Takes {to, ports, protocols}. */}}
{{- define "ekc.rule" -}}
- ports:
    {{- range $port := .ports }}
    {{- range $protocol := $.protocols | default (list "TCP") }}
    - {port: {{ $port }}, protocol: {{ $protocol }}}
    {{- end }}
    {{- end }}
  {{- with .to }}
  to: {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}
