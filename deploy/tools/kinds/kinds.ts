// The custom resources that the chart makes, as the types of these packages have them: each is a schema for `schemas.py`.
import type { IObjectMeta } from "@kubernetes-models/apimachinery/apis/meta/v1/ObjectMeta";
import type { ClusterSpec, ClusterSpecBackupBarmanObjectStore, ScheduledBackupSpec } from "@cdk8s-kit/crds/pg";

export type { ICertificate } from "@kubernetes-models/cert-manager/cert-manager.io/v1/Certificate";
export type { IIssuer } from "@kubernetes-models/cert-manager/cert-manager.io/v1/Issuer";
export type { IExternalSecret } from "@kubernetes-models/external-secrets/external-secrets.io/v1/ExternalSecret";
export type { IBackendTLSPolicy } from "@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/BackendTLSPolicy";
export type { IGateway } from "@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/Gateway";
export type { IHTTPRoute } from "@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/HTTPRoute";
export type { IScaledObject } from "@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject";
export type { ITriggerAuthentication } from "@kubernetes-models/keda/keda.sh/v1alpha1/TriggerAuthentication";
export type { IPodMonitor } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor";
export type { IPrometheusRule } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule";

export interface Cluster {
  apiVersion: "postgresql.cnpg.io/v1";
  kind: "Cluster";
  metadata: IObjectMeta;
  spec: ClusterSpec;
}

export interface ScheduledBackup {
  apiVersion: "postgresql.cnpg.io/v1";
  kind: "ScheduledBackup";
  metadata: IObjectMeta;
  spec: ScheduledBackupSpec;
}

// The plug-in's store is configured as the operator's own was before there were plug-ins.
export interface ObjectStore {
  apiVersion: "barmancloud.cnpg.io/v1";
  kind: "ObjectStore";
  metadata: IObjectMeta;
  spec: { configuration: ClusterSpecBackupBarmanObjectStore; retentionPolicy?: string };
}
