{{/* A Secret that the External Secrets operator fills. Takes {root, component, name, from, keys, type}. */}}
{{- define "ekc.externalSecret" -}}
{{- $external := .root.Values.externalSecrets -}}
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata:
  name: {{ .name }}
  labels: {{- include "ekc.labels" . | nindent 4 }}
  {{- with .annotations }}
  annotations: {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  refreshInterval: {{ $external.refreshInterval }}
  secretStoreRef: {{- toYaml $external.store | nindent 4 }}
  target:
    name: {{ .name }}
    creationPolicy: Owner
    # A mistake in the store takes nothing away from a part that runs.
    deletionPolicy: Retain
    {{- if .type }}
    template:
      type: {{ .type }}
    {{- end }}
  data:
    {{- range .keys }}
    - secretKey: {{ . }}
      remoteRef: {key: {{ $external.prefix }}{{ $.from }}, property: {{ . }}}
    {{- end }}
{{- end -}}
