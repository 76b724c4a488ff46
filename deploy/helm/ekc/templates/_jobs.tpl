{{/* The template of a migration's pod. Takes {root, part}. */}}
{{- define "ekc.migration" -}}
{{- $root := .root -}}
{{- $values := $root.Values -}}
{{- $fullname := include "ekc.fullname" $root -}}
{{- $ca := include "ekc.postgres.ca" $root | fromYaml -}}
metadata:
  labels: {{- include "ekc.labels" (dict "root" $root "component" "migrate") | nindent 4 }}
spec:
  {{- include "ekc.podBasics" (dict "root" $root "part" $values.defaults "account" (printf "%s-migrate" $fullname)) | nindent 2 }}
  restartPolicy: Never
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

{{/* The template of the pod that sets Temporal up: told what the worker is told. Takes {root}. */}}
{{- define "ekc.temporalSetUp" -}}
{{- $root := .root -}}
{{- $values := $root.Values -}}
{{- $fullname := include "ekc.fullname" $root -}}
{{- $worker := dict "root" $root "name" "worker" -}}
metadata:
  labels: {{- include "ekc.labels" (dict "root" $root "component" "temporal") | nindent 4 }}
  annotations:
    checksum/config: {{ include "ekc.environment" $worker | sha256sum }}
spec:
  {{- include "ekc.podBasics" (dict "root" $root "part" (include "ekc.chosen" $worker | fromYaml) "account" (printf "%s-worker" $fullname)) | nindent 2 }}
  restartPolicy: Never
  containers:
    - name: prepare
      image: {{ include "ekc.image" (dict "root" $root "name" "ops") }}
      imagePullPolicy: {{ $values.image.pullPolicy }}
      command: [python, -m, workflows.prepare]
      envFrom:
        - configMapRef: {name: {{ $fullname }}-worker}
      resources: {{- toYaml $values.jobs.resources | nindent 8 }}
      securityContext: {{- toYaml $values.defaults.securityContext | nindent 8 }}
      volumeMounts:
        - {name: secrets, mountPath: /etc/ekc/secrets, readOnly: true}
        {{- if $values.tls.enabled }}
        - {name: tls, mountPath: /etc/ekc/tls, readOnly: true}
        {{- end }}
  volumes:
    - {{- include "ekc.secretVolume" $worker | nindent 6 }}
    {{- if $values.tls.enabled }}
    - name: tls
      secret: {secretName: {{ include "ekc.tlsSecret" $worker }}, defaultMode: 0440}
    {{- end }}
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
  backoffLimit: {{ .root.Values.migrations.backoffLimit }}
  ttlSecondsAfterFinished: {{ .root.Values.migrations.ttlSecondsAfterFinished }}
  template: {{- .template | nindent 4 }}
{{- end -}}
