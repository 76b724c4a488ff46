{{/* What a process reaches and holds. tests/chart/test_arrows.py reads the same from the code. */}}
{{- define "ekc.facts" -}}
{{- $facts := dict
  "privacy" (dict "reaches" (list "kafka" "postgres" "privacy" "keyEncryption"))
  "referral" (dict "reaches" (list "kafka" "postgres" "privacy"))
  "coordination" (dict "reaches" (list "kafka" "postgres" "privacy"))
  "plan" (dict "reaches" (list "kafka" "postgres" "privacy"))
  "desk" (dict "reaches" (list "kafka" "postgres" "privacy" "signIn" "parts"))
  "bridge" (dict "reaches" (list "kafka" "postgres" "privacy" "temporal"))
  "worker" (dict "reaches" (list "kafka" "temporal")) -}}
{{- index $facts . | toYaml -}}
{{- end -}}

{{/* Files of a part's own secret, each with the variable that names it. Takes {root, name}. */}}
{{- define "ekc.secretFiles" -}}
{{- $values := .root.Values -}}
{{- $reaches := (include "ekc.facts" .name | fromYaml).reaches -}}
describe-token: EKC_DESCRIBE_TOKEN_FILE
{{- if and (hasPrefix "SASL" $values.kafka.securityProtocol) (not (include "ekc.kafka.userSecret" (dict "root" .root "user" (include "ekc.principal" .name)))) }}
kafka-password: EKC_KAFKA_PASSWORD_FILE
{{- end }}
{{- if has "postgres" $reaches }}
database-url: EKC_DATABASE_URL_FILE
keyring-token: EKC_KEYRING_TOKEN_FILE
mint-key: EKC_MINT_KEY_FILE
{{- end }}
{{- if has "temporal" $reaches }}
temporal-codec.keys: EKC_TEMPORAL_CODEC_KEY_FILE
{{- end }}
{{- if eq .name "referral" }}
inbound-keys.json: EKC_INBOUND_KEYS_FILE
likeness-keys: EKC_LIKENESS_KEYS_FILE
{{- else if eq .name "privacy" }}
keyring-database-url: EKC_KEYRING_DATABASE_URL_FILE
keyring-eraser-database-url: EKC_KEYRING_ERASER_DATABASE_URL_FILE
keyring-tokens.json: EKC_KEYRING_TOKENS_FILE
checkpoint-keys.json: EKC_CHECKPOINT_KEYS_FILE
{{- if eq $values.keyEncryption.kind "transit" }}
kek-token: EKC_KEK_TOKEN_FILE
{{- end }}
{{- end }}
{{- end -}}

{{/* Files from elsewhere: {folder/file: {secret, key, variable}}. Takes {root, name}. */}}
{{- define "ekc.otherFiles" -}}
{{- $values := .root.Values -}}
{{- $reaches := (include "ekc.facts" .name | fromYaml).reaches -}}
{{- $user := include "ekc.principal" .name -}}
{{- $files := dict -}}
{{- with include "ekc.kafka.ca" .root | fromYaml }}{{ $_ := set $files "kafka-ca.crt" (merge (dict "variable" "EKC_KAFKA_CA_FILE") .) }}{{ end -}}
{{- with include "ekc.kafka.userSecret" (dict "root" .root "user" $user) | fromYaml -}}
{{- if hasPrefix "SASL" $values.kafka.securityProtocol -}}
{{- $_ := set $files "kafka-password" (merge (dict "variable" "EKC_KAFKA_PASSWORD_FILE") .) -}}
{{- else if eq $values.kafka.securityProtocol "SSL" -}}
{{- $_ := set $files "kafka.crt" (dict "variable" "EKC_KAFKA_CERT_FILE" "secret" .secret "key" "user.crt") -}}
{{- $_ := set $files "kafka.key" (dict "variable" "EKC_KAFKA_KEY_FILE" "secret" .secret "key" "user.key") -}}
{{- end -}}
{{- end -}}
{{- if has "postgres" $reaches -}}
{{- with include "ekc.postgres.ca" .root | fromYaml }}{{ $_ := set $files "postgres-ca.crt" (merge (dict "variable" "EKC_DATABASE_CA_FILE") .) }}{{ end -}}
{{- end -}}
{{- if has "temporal" $reaches -}}
{{- if $values.temporal.ca.secret }}{{ $_ := set $files "temporal-ca.crt" (merge (dict "variable" "EKC_TEMPORAL_CA_FILE") $values.temporal.ca) }}{{ end -}}
{{- with $values.temporal.clientCertificate -}}
{{- $_ := set $files "temporal.crt" (dict "variable" "EKC_TEMPORAL_CERT_FILE" "secret" . "key" "tls.crt") -}}
{{- $_ := set $files "temporal.key" (dict "variable" "EKC_TEMPORAL_KEY_FILE" "secret" . "key" "tls.key") -}}
{{- end -}}
{{- end -}}
{{- if has "signIn" $reaches -}}
{{- if $values.signIn.ca.secret }}{{ $_ := set $files "sign-in-ca.crt" (merge (dict "variable" "EKC_OIDC_CA_FILE") $values.signIn.ca) }}{{ end -}}
{{- if $values.signIn.keys.secret }}{{ $_ := set $files "sign-in.jwks" (merge (dict "variable" "EKC_OIDC_KEYS_FILE") $values.signIn.keys) }}{{ end -}}
{{- end -}}
{{- if and (has "keyEncryption" $reaches) $values.keyEncryption.ca.secret -}}
{{- $_ := set $files "kek-ca.crt" (merge (dict "variable" "EKC_KEK_CA_FILE") $values.keyEncryption.ca) -}}
{{- end -}}
{{- toYaml $files -}}
{{- end -}}

{{/* All that a part is told and that is no secret: variable -> text. Takes {root, name}. */}}
{{- define "ekc.environment" -}}
{{- $root := .root -}}
{{- $values := $root.Values -}}
{{- $reaches := (include "ekc.facts" .name | fromYaml).reaches -}}
{{- $told := dict
  "EKC_PART" (include "ekc.principal" .name)
  "EKC_ENVIRONMENT" $values.environment
  "EKC_POLICY_DIR" "/etc/ekc/policies"
  "EKC_KAFKA_BOOTSTRAP" (include "ekc.kafka.bootstrap" $root)
  "EKC_KAFKA_SECURITY_PROTOCOL" $values.kafka.securityProtocol
  "EKC_KEYRING_URL" (include "ekc.url" (dict "root" $root "name" "privacy"))
  "EKC_HTTP_HOST" "0.0.0.0"
  "EKC_HTTP_PORT" "8080" -}}
{{- if hasPrefix "SASL" $values.kafka.securityProtocol }}{{ $_ := set $told "EKC_KAFKA_USERNAME" (include "ekc.principal" .name) }}{{ end -}}
{{- if $values.tls.enabled -}}
{{- $_ := set $told "EKC_HTTP_CERT_FILE" "/etc/ekc/tls/tls.crt" -}}
{{- $_ := set $told "EKC_HTTP_KEY_FILE" "/etc/ekc/tls/tls.key" -}}
{{- $_ := set $told "EKC_HTTP_CA_FILE" "/etc/ekc/tls/ca.crt" -}}
{{- end -}}
{{- if not $values.postgres.tls }}{{ $_ := set $told "EKC_DATABASE_TLS" "false" }}{{ end -}}
{{- if has "temporal" $reaches -}}
{{- $_ := set $told "EKC_TEMPORAL_ADDRESS" $values.temporal.address -}}
{{- $_ := set $told "EKC_TEMPORAL_NAMESPACE" $values.temporal.namespace -}}
{{- if not $values.temporal.tls }}{{ $_ := set $told "EKC_TEMPORAL_TLS" "false" }}{{ end -}}
{{- with $values.temporal.deployment }}{{ $_ := set $told "EKC_TEMPORAL_DEPLOYMENT" . }}{{ end -}}
{{- $_ := set $told "EKC_TEMPORAL_RETENTION_DAYS" (toString $values.temporal.retentionDays) -}}
{{- with $values.temporal.serverName }}{{ $_ := set $told "EKC_TEMPORAL_SERVER_NAME" . }}{{ end -}}
{{- end -}}
{{- if eq .name "referral" -}}
{{- $_ := set $told "EKC_AGENCIES_FILE" "/etc/ekc/agencies/agencies.yaml" -}}
{{- else if eq .name "privacy" -}}
{{- $_ := set $told "EKC_KEK" $values.keyEncryption.kind -}}
{{- if eq $values.keyEncryption.kind "transit" -}}
{{- $_ := set $told "EKC_KEK_ADDRESS" (required "keyEncryption.address: say where OpenBao or Vault is, or choose keyEncryption.kind: file." $values.keyEncryption.address) -}}
{{- $_ := set $told "EKC_KEK_MOUNT" $values.keyEncryption.mount -}}
{{- $_ := set $told "EKC_KEK_KEY" $values.keyEncryption.key -}}
{{- else -}}
{{- $_ := set $told "EKC_KEK_DIR" "/var/lib/ekc/kek" -}}
{{- end -}}
{{- else if eq .name "desk" -}}
{{- $urls := dict -}}
{{- range include "ekc.partNames" $root | fromYamlArray }}{{ $_ := set $urls . (include "ekc.url" (dict "root" $root "name" .)) }}{{ end -}}
{{- $_ := set $told "EKC_PARTS_URLS" (toJson $urls) -}}
{{- $_ := set $told "EKC_OIDC_ISSUER" (required "signIn.issuer: say where staff sign in." $values.signIn.issuer) -}}
{{- $_ := set $told "EKC_OIDC_AUDIENCE" $values.signIn.audience -}}
{{- $_ := set $told "EKC_GROUPS_FILE" "/etc/ekc/groups/groups.yaml" -}}
{{- end -}}
{{- range $file, $variable := include "ekc.secretFiles" . | fromYaml }}{{ $_ := set $told $variable (printf "/etc/ekc/secrets/%s" $file) }}{{ end -}}
{{- range $file, $from := include "ekc.otherFiles" . | fromYaml }}{{ $_ := set $told $from.variable (printf "/etc/ekc/secrets/%s" $file) }}{{ end -}}
{{- $chosen := include "ekc.chosen" . | fromYaml -}}
{{- range $name, $value := mergeOverwrite (deepCopy $values.settings) $chosen.settings -}}
{{- $_ := set $told (printf "EKC_%s" (upper $name)) (kindIs "string" $value | ternary $value (toJson $value)) -}}
{{- end -}}
{{- toYaml $told -}}
{{- end -}}

{{/* The volume of secrets: the part's own, and what comes from elsewhere, in one folder. Takes {root, name}. */}}
{{- define "ekc.secretVolume" -}}
{{- $chosen := include "ekc.chosen" . | fromYaml -}}
name: secrets
projected:
  defaultMode: 0440
  sources:
    - secret:
        name: {{ $chosen.existingSecret | default (printf "%s-%s" (include "ekc.fullname" .root) .name) }}
        items:
          {{- range $file := include "ekc.secretFiles" . | fromYaml | keys | sortAlpha }}
          - {key: {{ $file }}, path: {{ $file }}}
          {{- end }}
    {{- range $file, $from := include "ekc.otherFiles" . | fromYaml }}
    - secret:
        name: {{ $from.secret }}
        items:
          - {key: {{ $from.key }}, path: {{ $file }}}
    {{- end }}
{{- end -}}

{{/* The files of policies, those of the values over those of the chart. */}}
{{- define "ekc.policies" -}}
{{- $files := dict -}}
{{- range $path, $text := .Files.Glob "files/policies/*.yaml" }}{{ $_ := set $files (base $path) (toString $text) }}{{ end -}}
{{- toYaml (mergeOverwrite $files .Values.policies) -}}
{{- end -}}
