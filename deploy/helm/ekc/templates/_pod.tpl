{{/* How a part is replaced. Files of keys on a volume of one node are held by one pod at a time. Takes {root, name}. */}}
{{- define "ekc.strategy" -}}
{{- if include "ekc.alone" . -}}
type: Recreate
{{- else -}}
type: RollingUpdate
rollingUpdate: {maxUnavailable: 0, maxSurge: 1}
{{- end -}}
{{- end -}}

{{/* Whether only one pod can have the part's volume. Takes {root, name}. */}}
{{- define "ekc.alone" -}}
{{- $keys := .root.Values.keyEncryption -}}
{{- if and (eq .name "privacy") (eq $keys.kind "file") (ne $keys.volume.accessMode "ReadWriteMany") -}}true{{- end -}}
{{- end -}}

{{/* The pod of a part. Takes {root, name, component}. */}}
{{- define "ekc.pod" -}}
{{- $root := .root -}}
{{- $fullname := include "ekc.fullname" $root -}}
{{- $part := include "ekc.chosen" . | fromYaml -}}
{{- include "ekc.podBasics" (dict "root" $root "part" $part "account" (printf "%s-%s" $fullname .name)) }}
# Longer than the pause before SIGTERM and the longest stop (services/chassis/runtime.py) together.
terminationGracePeriodSeconds: 25
{{- with $part.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- if $part.spread.over }}
topologySpreadConstraints:
  {{- range $part.spread.over }}
  - maxSkew: 1
    topologyKey: {{ . }}
    whenUnsatisfiable: {{ $part.spread.whenUnsatisfiable }}
    labelSelector:
      matchLabels: {{- include "ekc.selectorLabels" $ | nindent 8 }}
    matchLabelKeys: [pod-template-hash]
  {{- end }}
{{- end }}
containers:
  - name: {{ .name }}
    image: {{ include "ekc.image" . }}
    imagePullPolicy: {{ $root.Values.image.pullPolicy }}
    envFrom:
      - configMapRef: {name: {{ $fullname }}-{{ .name }}}
    {{- with $part.extraEnv }}
    env: {{- toYaml . | nindent 6 }}
    {{- end }}
    ports:
      - {name: http, containerPort: 8080, protocol: TCP}
    {{- include "ekc.probes" . | nindent 4 }}
    lifecycle:
      # Meanwhile nobody is sent here any more; then it stops taking in and finishes what it has.
      preStop: {sleep: {seconds: 5}}
    {{- with $part.resources }}
    resources: {{- toYaml . | nindent 6 }}
    {{- end }}
    securityContext: {{- toYaml $part.securityContext | nindent 6 }}
    volumeMounts:
      - {name: secrets, mountPath: /etc/ekc/secrets, readOnly: true}
      - {name: policies, mountPath: /etc/ekc/policies, readOnly: true}
      {{- if $root.Values.tls.enabled }}
      - {name: tls, mountPath: /etc/ekc/tls, readOnly: true}
      {{- end }}
      {{- if eq .name "referral" }}
      - {name: agencies, mountPath: /etc/ekc/agencies, readOnly: true}
      {{- else if eq .name "desk" }}
      - {name: groups, mountPath: /etc/ekc/groups, readOnly: true}
      {{- else if and (eq .name "privacy") (eq $root.Values.keyEncryption.kind "file") }}
      - {name: kek, mountPath: /var/lib/ekc}
      {{- end }}
      {{- with $part.extraVolumeMounts }}{{ toYaml . | nindent 6 }}{{ end }}
volumes:
  - {{- include "ekc.secretVolume" . | nindent 4 }}
  - name: policies
    configMap: {name: {{ $fullname }}-policies}
  {{- if $root.Values.tls.enabled }}
  - name: tls
    secret: {secretName: {{ include "ekc.tlsSecret" . }}, defaultMode: 0440}
  {{- end }}
  {{- if eq .name "referral" }}
  - name: agencies
    configMap: {name: {{ $root.Values.existingAgencies | default (printf "%s-agencies" $fullname) }}}
  {{- else if eq .name "desk" }}
  - name: groups
    configMap: {name: {{ $fullname }}-groups}
  {{- else if and (eq .name "privacy") (eq $root.Values.keyEncryption.kind "file") }}
  - name: kek
    persistentVolumeClaim:
      claimName: {{ $root.Values.keyEncryption.volume.existingClaim | default (printf "%s-kek" $fullname) }}
  {{- end }}
  {{- with $part.extraVolumes }}{{ toYaml . | nindent 2 }}{{ end }}
{{- end -}}

{{/* What every pod has, also those of Jobs. Takes {root, part, account}. */}}
{{- define "ekc.podBasics" -}}
serviceAccountName: {{ .account }}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
securityContext: {{- toYaml .part.podSecurityContext | nindent 2 }}
{{- with .part.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .part.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .part.affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* The secret of a part's certificate. Takes {root, name}. */}}
{{- define "ekc.tlsSecret" -}}
{{- get .root.Values.tls.existingSecrets .name | default (printf "%s-%s-tls" (include "ekc.fullname" .root) .name) -}}
{{- end -}}

{{/* Started: HTTP answers. Alive: it still does; an outage elsewhere restarts nothing. Ready: it can work. Takes {root, name}. */}}
{{- define "ekc.probes" -}}
{{- $scheme := include "ekc.scheme" .root -}}
startupProbe:
  httpGet: {path: /healthz, port: http, scheme: {{ $scheme }}}
  periodSeconds: 2
  timeoutSeconds: 2
  # Five minutes: Kafka or PostgreSQL may start at the same time, and a restart would help nobody.
  failureThreshold: 150
livenessProbe:
  httpGet: {path: /healthz, port: http, scheme: {{ $scheme }}}
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
readinessProbe:
  {{- if eq .name "privacy" }}
  # Others need its keys, also while it waits for Kafka or stands still: only what does not answer is taken out.
  httpGet: {path: /healthz, port: http, scheme: {{ $scheme }}}
  {{- else if eq .name "desk" }}
  # Staff ask it, and it can answer while its consumer waits for Kafka.
  httpGet: {path: /startedz, port: http, scheme: {{ $scheme }}}
  {{- else }}
  httpGet: {path: /readyz, port: http, scheme: {{ $scheme }}}
  {{- end }}
  periodSeconds: 5
  timeoutSeconds: 5
  failureThreshold: 3
{{- end -}}
