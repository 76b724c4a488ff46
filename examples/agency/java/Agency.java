// An agency's own client in Java: the CloudEvents SDK over Apache Kafka's client, and a JOSE library.
//
//     java Agency publish --mode binary --keys keys.jwks < referral.json
//     java Agency follow
//
// The connection is in the environment, as in the file that an agency is given: AGENCY_NAME, AGENCY_SOURCE,
// AGENCY_BOOTSTRAP, AGENCY_SECURITY_PROTOCOL, AGENCY_USER, AGENCY_PASSWORD.

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDHEncrypter;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.message.Encoding;
import io.cloudevents.jackson.JsonFormat;
import io.cloudevents.kafka.CloudEventDeserializer;
import io.cloudevents.kafka.CloudEventSerializer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

public final class Agency {
  private static final String NAMESPACE = "nl.eigenkrachtconferenties";
  private static final ObjectMapper JSON = new ObjectMapper();

  public static void main(String[] arguments) throws Exception {
    Map<String, String> options = options(arguments);
    if (arguments[0].equals("publish")) {
      publish(options);
    } else {
      follow(Integer.parseInt(options.getOrDefault("first", "0")));
    }
  }

  /** Reads the data from standard input, publishes it, prints the id and the offset as JSON. */
  private static void publish(Map<String, String> options) throws Exception {
    CloudEvent event =
        CloudEventBuilder.v1()
            .withId(UUID.randomUUID().toString())
            .withSource(URI.create(System.getenv("AGENCY_SOURCE")))
            .withType(NAMESPACE + "." + options.getOrDefault("type", "referral-submitted") + ".v1")
            .withTime(OffsetDateTime.now(ZoneOffset.UTC))
            .withData("application/jose", encrypted(System.in.readAllBytes(), Path.of(options.get("keys"))))
            .build();
    Map<String, Object> settings = connection();
    settings.put("acks", "all");
    settings.put(CloudEventSerializer.ENCODING_CONFIG, Encoding.valueOf(options.getOrDefault("mode", "structured").toUpperCase()));
    settings.put(CloudEventSerializer.EVENT_FORMAT_CONFIG, JsonFormat.CONTENT_TYPE);
    try (var producer = new KafkaProducer<>(settings, new StringSerializer(), serializer(settings))) {
      var record = new ProducerRecord<String, CloudEvent>("ekc.in." + System.getenv("AGENCY_NAME"), event);
      long offset = producer.send(record).get().offset();
      System.out.println(JSON.createObjectNode().put("id", event.getId()).put("offset", offset));
    }
  }

  /** The data as a JWE (RFC 7516) that only the back office can open: to the first key of its JWK set (RFC 7517). */
  private static byte[] encrypted(byte[] data, Path keys) throws Exception {
    ECKey key = JWKSet.load(keys.toFile()).getKeys().get(0).toECKey();
    var header = new JWEHeader.Builder(JWEAlgorithm.ECDH_ES_A256KW, EncryptionMethod.A256GCM).keyID(key.getKeyID());
    var sealed = new JWEObject(header.build(), new Payload(data));
    sealed.encrypt(new ECDHEncrypter(key));
    return sealed.serialize().getBytes(StandardCharsets.US_ASCII);
  }

  /** Prints all that comes back, one JSON object a line, until interrupted or so many were printed. */
  private static void follow(int first) throws Exception {
    String name = System.getenv("AGENCY_NAME");
    Map<String, Object> settings = connection();
    settings.put("group.id", name + ".java");
    settings.put("auto.offset.reset", "earliest");
    try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new CloudEventDeserializer())) {
      consumer.subscribe(List.of("ekc.out." + name));
      for (int printed = 0; first == 0 || printed < first; ) {
        for (var record : consumer.poll(Duration.ofSeconds(1))) {
          CloudEvent event = record.value();
          ObjectNode shown = (ObjectNode) JSON.readTree(event.getData().toBytes());
          System.out.println(shown.put("type", event.getType()).put("subject", event.getSubject()));
          printed++;
        }
      }
    }
  }

  /** How this agency reaches Kafka. */
  private static Map<String, Object> connection() {
    String login = "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";";
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", System.getenv("AGENCY_BOOTSTRAP"));
    settings.put("security.protocol", System.getenv().getOrDefault("AGENCY_SECURITY_PROTOCOL", "SASL_PLAINTEXT"));
    settings.put("sasl.mechanism", "SCRAM-SHA-512");
    String user = System.getenv().getOrDefault("AGENCY_USER", System.getenv("AGENCY_NAME"));
    settings.put("sasl.jaas.config", login.formatted(user, System.getenv("AGENCY_PASSWORD")));
    return settings;
  }

  private static CloudEventSerializer serializer(Map<String, Object> settings) {
    var serializer = new CloudEventSerializer();
    serializer.configure(settings, false);
    return serializer;
  }

  /** `--name value` pairs. */
  private static Map<String, String> options(String[] arguments) {
    Map<String, String> found = new HashMap<>();
    for (int at = 1; at + 1 < arguments.length; at += 2) {
      found.put(arguments[at].substring(2), arguments[at + 1]);
    }
    return found;
  }
}
