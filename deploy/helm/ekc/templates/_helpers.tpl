{{/* What the release is called; everything in it begins with that. */}}
{{- define "ekc.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else if contains "ekc" .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-ekc" .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* The processes, in the order in which they are shown. */}}
{{- define "ekc.partNames" -}}
["privacy", "referral", "coordination", "plan", "desk", "bridge", "worker"]
{{- end -}}

{{/* Whose Kafka user and database a process has: EKC_PART. Takes the name of the process. */}}
{{- define "ekc.principal" -}}
{{- if has . (list "bridge" "worker") -}}workflows{{- else -}}{{ . }}{{- end -}}
{{- end -}}

{{/* What is chosen for one part: the defaults of all, and over them its own. Takes {root, name}. */}}
{{- define "ekc.chosen" -}}
{{- mergeOverwrite (deepCopy .root.Values.defaults) (deepCopy (index .root.Values.parts .name)) | toYaml -}}
{{- end -}}

{{/* By which a part's pods are found. Never changes: selectors are immutable. Takes {root, component}. */}}
{{- define "ekc.selectorLabels" -}}
app.kubernetes.io/name: ekc
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{/* What all objects carry, after the recommendations of Kubernetes. Takes {root, component}. */}}
{{- define "ekc.labels" -}}
{{ include "ekc.selectorLabels" . }}
app.kubernetes.io/part-of: ekc
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- with .root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* The image of a part, by digest where there is one. Takes {root, name}. */}}
{{- define "ekc.image" -}}
{{- $image := .root.Values.image -}}
{{- $name := printf "%s%s" $image.prefix .name -}}
{{- with $image.registry }}{{ $name = printf "%s/%s" (trimSuffix "/" .) $name }}{{ end -}}
{{- with get $image.digests .name -}}
{{ $name }}@{{ . }}
{{- else -}}
{{ $name }}:{{ $image.tag | default $.root.Chart.AppVersion }}
{{- end -}}
{{- end -}}

{{/* How parts are asked: in capitals for probes. */}}
{{- define "ekc.scheme" -}}
{{- if .Values.tls.enabled -}}HTTPS{{- else -}}HTTP{{- end -}}
{{- end -}}

{{/* Where a part is asked. Takes {root, name}. */}}
{{- define "ekc.url" -}}
{{ include "ekc.scheme" .root | lower }}://{{ include "ekc.fullname" .root }}-{{ .name }}:8080
{{- end -}}

{{/* Whether something else decides how many replicas there are. Takes {root, name}. */}}
{{- define "ekc.scaled" -}}
{{- if or (include "ekc.chosen" . | fromYaml).autoscaling.enabled (include "ekc.keda" .) -}}true{{- end -}}
{{- end -}}

{{/* Secrets that pods of the parts need and that the cluster does not have; none where there is no cluster to ask. */}}
{{- define "ekc.missingSecrets" -}}
{{- $root := . -}}
{{- $missing := list -}}
{{- if lookup "v1" "Namespace" "" .Release.Namespace -}}
{{- range $name := include "ekc.partNames" $ | fromYamlArray -}}
{{- $volume := include "ekc.secretVolume" (dict "root" $root "name" $name) | fromYaml -}}
{{- range $source := $volume.projected.sources -}}
{{- if not (lookup "v1" "Secret" $root.Release.Namespace $source.secret.name) }}{{ $missing = append $missing $source.secret.name }}{{ end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- $missing | uniq | sortAlpha | toYaml -}}
{{- end -}}
