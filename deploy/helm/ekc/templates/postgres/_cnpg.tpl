{{/* The cluster of a database. Takes {root, database}. */}}
{{- define "ekc.cnpg.cluster" -}}
{{ include "ekc.fullname" .root }}-db-{{ .database }}
{{- end -}}

{{/* What is chosen for a database: what counts for all, and over it what the keyring has of its own. Takes {root, database}. */}}
{{- define "ekc.cnpg.chosen" -}}
{{- $cnpg := .root.Values.postgres.cnpg -}}
{{- $own := ternary $cnpg.keyring dict (eq .database "keyring") -}}
{{- mergeOverwrite (deepCopy (omit $cnpg "enabled" "keyring" "parameters")) (deepCopy $own) | toYaml -}}
{{- end -}}

{{/* The secret with name and password of a role. Takes {root, role}. */}}
{{- define "ekc.cnpg.roleSecret" -}}
{{ include "ekc.fullname" .root }}-role-{{ .role | replace "_" "-" }}
{{- end -}}

{{/* Who signs certificates of servers, as an issuerRef. */}}
{{- define "ekc.issuer" -}}
{{- $issuer := .Values.tls.certManager.issuer -}}
{{- if $issuer.name -}}
{{- toYaml $issuer -}}
{{- else -}}
name: {{ include "ekc.fullname" . }}-ca
kind: Issuer
group: cert-manager.io
{{- end -}}
{{- end -}}
