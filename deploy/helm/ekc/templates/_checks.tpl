{{/* What a part would refuse to start with, said before anything is installed. */}}
{{- define "ekc.checks" -}}
{{- $values := .Values -}}
{{- $wrong := list -}}
{{- if eq $values.environment "production" -}}
{{- if not $values.tls.enabled }}{{ $wrong = append $wrong "tls.enabled: parts answer without TLS in development only." }}{{ end -}}
{{- if not (has $values.kafka.securityProtocol (list "SASL_SSL" "SSL")) }}{{ $wrong = append $wrong "kafka.securityProtocol: Kafka is reached without TLS in development only." }}{{ end -}}
{{- if not $values.postgres.tls }}{{ $wrong = append $wrong "postgres.tls: PostgreSQL is reached without TLS in development only." }}{{ end -}}
{{- if not $values.temporal.tls }}{{ $wrong = append $wrong "temporal.tls: Temporal is reached without TLS in development only." }}{{ end -}}
{{- if not $values.temporal.clientCertificate }}{{ $wrong = append $wrong "temporal.clientCertificate: Temporal knows us by a certificate; name its secret." }}{{ end -}}
{{- if not (hasPrefix "https://" $values.signIn.issuer) }}{{ $wrong = append $wrong "signIn.issuer: an https address, save in development." }}{{ end -}}
{{- if $values.signIn.keys.secret }}{{ $wrong = append $wrong "signIn.keys: the development issuer signs for development only." }}{{ end -}}
{{- if and (eq $values.keyEncryption.kind "transit") (not (hasPrefix "https://" $values.keyEncryption.address)) }}{{ $wrong = append $wrong "keyEncryption.address: an https address, save in development." }}{{ end -}}
{{- range $name := include "ekc.partNames" $ | fromYamlArray -}}
{{- $traces := (include "ekc.environment" (dict "root" $ "name" $name) | fromYaml).EKC_TRACES_ENDPOINT | default "https://" -}}
{{- if not (hasPrefix "https://" $traces) }}{{ $wrong = append $wrong (printf "settings.traces_endpoint: an https address, save in development (%s)." $name) }}{{ end -}}
{{- end -}}
{{- end -}}
{{- if not $values.tls.certManager.enabled -}}
{{- if $values.tls.enabled -}}
{{- range $name, $secret := $values.tls.existingSecrets }}{{ if not $secret }}{{ $wrong = append $wrong (printf "tls.existingSecrets.%s: name the secret of its certificate, or let cert-manager make one." $name) }}{{ end }}{{ end -}}
{{- end -}}
{{- end -}}
{{- if and $values.postgres.cnpg.enabled $values.postgres.tls (not $values.tls.certManager.enabled) }}{{ $wrong = append $wrong "postgres.cnpg: cert-manager makes its certificates (tls.certManager.enabled)." }}{{ end -}}
{{- if and $values.postgres.cnpg.enabled (eq $values.migrations.mode "hook") }}{{ $wrong = append $wrong "migrations.mode: plain, for databases that the same release makes." }}{{ end -}}
{{- if and $values.kafka.strimzi.enabled $values.kafka.strimzi.cluster.create $values.kafka.bootstrap }}{{ $wrong = append $wrong "kafka.bootstrap: leave it empty, Strimzi makes the cluster." }}{{ end -}}
{{- if and $values.externalSecrets.enabled (not $values.externalSecrets.store.name) }}{{ $wrong = append $wrong "externalSecrets.store.name: name the store." }}{{ end -}}
{{- if not $values.signIn.groups }}{{ $wrong = append $wrong "signIn.groups: name a group of staff and its role; without one the desk does not start." }}{{ end -}}
{{- if and $values.gateway.enabled (not (or $values.gateway.parentRefs $values.gateway.create.className)) }}{{ $wrong = append $wrong "gateway.parentRefs: name the gateway, or have one made (gateway.create.className)." }}{{ end -}}
{{- if eq $values.kafka.securityProtocol "SSL" -}}
{{- range $user := list "privacy" "referral" "coordination" "plan" "desk" "workflows" -}}
{{- if not (include "ekc.kafka.userSecret" (dict "root" $ "user" $user)) }}{{ $wrong = append $wrong (printf "kafka.userSecrets.%s: with SSL name the secret of its certificate." $user) }}{{ end -}}
{{- end -}}
{{- end -}}
{{- range $name := include "ekc.partNames" $ | fromYamlArray -}}
{{- $this := dict "root" $ "name" $name -}}
{{- if and (include "ekc.keda" $this) (include "ekc.chosen" $this | fromYaml).autoscaling.enabled }}{{ $wrong = append $wrong (printf "parts.%s.autoscaling: KEDA scales it already (keda.parts)." $name) }}{{ end -}}
{{- end -}}
{{- $privacy := dict "root" $ "name" "privacy" -}}
{{- if include "ekc.alone" $privacy -}}
{{- if or (include "ekc.scaled" $privacy) (gt (int (include "ekc.chosen" $privacy | fromYaml).replicas) 1) -}}
{{- $wrong = append $wrong "parts.privacy.replicas: with key files on a volume of one node there is one (keyEncryption.volume.accessMode)." -}}
{{- end -}}
{{- end -}}
{{- if $wrong }}{{ fail (printf "\n- %s" (join "\n- " $wrong)) }}{{ end -}}
{{- end -}}
