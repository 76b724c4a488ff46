{{/* The template of a migration's pod. Takes {root, part}. */}}
{{- define "ekc.migration" -}}
{{- $root := .root -}}
{{- $values := $root.Values -}}
{{- $fullname := include "ekc.fullname" $root -}}
{{- $ca := include "ekc.postgres.ca" $root | fromYaml -}}
metadata:
  labels: {{- include "ekc.labels" (dict "root" $root "component" "migrate") | nindent 4 }}
spec:
  {{- include "ekc.podBasics" (dict "root" $root "part" $values.defaults "account" (printf "%s-jobs" $fullname)) | nindent 2 }}
  restartPolicy: {{ include "ekc.jobRestarts" $root }}
  containers:
    - name: migrate
      image: {{ include "ekc.image" (dict "root" $root "name" "ops") }}
      imagePullPolicy: {{ $values.image.pullPolicy }}
      command: [python, -m, services.chassis.migrate, {{ .part }}]
      env:
        - {name: EKC_ENVIRONMENT, value: {{ $values.environment }}}
        - {name: EKC_DATABASE_TLS, value: {{ $values.postgres.tls | quote }}}
        - {name: EKC_DATABASE_OWNER_URL_FILE, value: /etc/ekc/secrets/database-owner-url}
        {{- if eq .part "privacy" }}
        - {name: EKC_KEYRING_DATABASE_OWNER_URL_FILE, value: /etc/ekc/secrets/keyring-database-owner-url}
        {{- end }}
        {{- if $ca }}
        - {name: EKC_DATABASE_CA_FILE, value: /etc/ekc/secrets/postgres-ca.crt}
        {{- end }}
      resources: {{- toYaml $values.jobs.resources | nindent 8 }}
      securityContext: {{- toYaml $values.defaults.securityContext | nindent 8 }}
      volumeMounts:
        - {name: secrets, mountPath: /etc/ekc/secrets, readOnly: true}
  volumes:
    - name: secrets
      projected:
        defaultMode: 0440
        sources:
          - secret:
              name: {{ get $values.migrations.existingSecrets .part | default (printf "%s-%s-owner" $fullname .part) }}
          {{- with $ca }}
          - secret:
              name: {{ .secret }}
              items:
                - {key: {{ .key }}, path: postgres-ca.crt}
          {{- end }}
{{- end -}}

{{/* The template of a pod that sets something up in Temporal: told how it is reached, and nothing else. Takes {root, command}. */}}
{{- define "ekc.temporalJob" -}}
{{- $root := .root -}}
{{- $values := $root.Values -}}
{{- $worker := dict "root" $root "name" "worker" -}}
metadata:
  labels: {{- include "ekc.labels" (dict "root" $root "component" "temporal") | nindent 4 }}
spec:
  {{- include "ekc.podBasics" (dict "root" $root "part" $values.defaults "account" (printf "%s-jobs" (include "ekc.fullname" $root))) | nindent 2 }}
  restartPolicy: {{ include "ekc.jobRestarts" $root }}
  containers:
    - name: prepare
      image: {{ include "ekc.image" (dict "root" $root "name" "ops") }}
      imagePullPolicy: {{ $values.image.pullPolicy }}
      command: {{ toJson .command }}
      env:
        - {name: EKC_ENVIRONMENT, value: {{ $values.environment }}}
        {{- range $name, $value := include "ekc.environment" $worker | fromYaml }}
        {{- if hasPrefix "EKC_TEMPORAL_" $name }}
        - {name: {{ $name }}, value: {{ $value | quote }}}
        {{- end }}
        {{- end }}
      resources: {{- toYaml $values.jobs.resources | nindent 8 }}
      securityContext: {{- toYaml $values.defaults.securityContext | nindent 8 }}
      volumeMounts:
        - {name: secrets, mountPath: /etc/ekc/secrets, readOnly: true}
  volumes:
    - name: secrets
      projected:
        defaultMode: 0440
        sources:
          {{- range $source := (include "ekc.secretVolume" $worker | fromYaml).projected.sources }}
          {{- range $item := $source.secret.items }}
          {{- if hasPrefix "temporal" $item.path }}
          {{- $name := ternary (include "ekc.temporalSecret" $root | default $source.secret.name) $source.secret.name (eq $item.path "temporal-codec.keys") }}
          - secret: {{- dict "name" $name "items" (list $item) | toYaml | nindent 14 }}
          {{- end }}
          {{- end }}
          {{- end }}
{{- end -}}

{{/* The secret of a hook that sets Temporal up, where the worker's own comes from the store only after it. Takes the root. */}}
{{- define "ekc.temporalSecret" -}}
{{- if and .Values.externalSecrets.enabled (eq .Values.migrations.mode "hook") (not (include "ekc.chosen" (dict "root" . "name" "worker") | fromYaml).existingSecret) -}}
{{ include "ekc.fullname" . }}-temporal
{{- end -}}
{{- end -}}

{{/* The template of the pod that tests a release: told where parts answer and whom to believe, and no secret. */}}
{{- define "ekc.test" -}}
{{- $desk := dict "root" . "name" "desk" -}}
metadata:
  labels: {{- include "ekc.labels" (dict "root" . "component" "test") | nindent 4 }}
spec:
  {{- include "ekc.podBasics" (dict "root" . "part" .Values.defaults "account" (printf "%s-jobs" (include "ekc.fullname" .))) | nindent 2 }}
  restartPolicy: Never
  containers:
    - name: ask
      image: {{ include "ekc.image" (dict "root" . "name" "ops") }}
      imagePullPolicy: {{ .Values.image.pullPolicy }}
      command: [python, -m, services.desk.operations.asking]
      env:
        - {name: EKC_ENVIRONMENT, value: {{ .Values.environment }}}
        - {name: EKC_PARTS_URLS, value: {{ (include "ekc.environment" $desk | fromYaml).EKC_PARTS_URLS | squote }}}
        {{- if .Values.tls.enabled }}
        - {name: EKC_HTTP_CA_FILE, value: /etc/ekc/tls/ca.crt}
        {{- end }}
      resources: {{- toYaml .Values.jobs.resources | nindent 8 }}
      securityContext: {{- toYaml .Values.defaults.securityContext | nindent 8 }}
      {{- if .Values.tls.enabled }}
      volumeMounts:
        - {name: tls, mountPath: /etc/ekc/tls, readOnly: true}
      {{- end }}
  {{- if .Values.tls.enabled }}
  volumes:
    - name: tls
      secret:
        secretName: {{ include "ekc.tlsSecret" $desk }}
        defaultMode: 0440
        items: [{key: ca.crt, path: ca.crt}]
  {{- end }}
{{- end -}}

{{/* Whether a pod that failed is started again, or another takes its place, which leaves its log. Takes the root. */}}
{{- define "ekc.jobRestarts" -}}
{{ ternary "Never" "OnFailure" (eq .Values.migrations.mode "hook") }}
{{- end -}}

{{/* A Job. One that is no hook is named after what it does: a changed one is another. Takes {root, component, name, template, annotations}. */}}
{{- define "ekc.job" -}}
apiVersion: batch/v1
kind: Job
metadata:
  name: {{ include "ekc.fullname" .root }}-{{ .name }}{{ if not .annotations }}-{{ sha256sum .template | trunc 8 }}{{ end }}
  labels: {{- include "ekc.labels" . | nindent 4 }}
  {{- with .annotations }}
  annotations: {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  {{- /* Nobody waits for one that is no hook, and nobody makes it again: it goes on for days. */}}
  backoffLimit: {{ ternary .root.Values.migrations.backoffLimit 1000 (not (empty .annotations)) }}
  ttlSecondsAfterFinished: {{ .root.Values.migrations.ttlSecondsAfterFinished }}
  template: {{- .template | nindent 4 }}
{{- end -}}

{{/* What makes something a hook, in the mode of hooks. Takes {root, when, weight}. */}}
{{- define "ekc.hook" -}}
{{- if eq .root.Values.migrations.mode "hook" -}}
helm.sh/hook: {{ .when }}
helm.sh/hook-weight: {{ .weight | quote }}
helm.sh/hook-delete-policy: before-hook-creation
{{- end -}}
{{- end -}}
