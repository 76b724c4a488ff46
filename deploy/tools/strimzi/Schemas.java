import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Collection;
import java.util.Map;

/**
 * JSON Schemas of Strimzi's resources, from the classes with which its operator reads them: `java Schemas CLASS...`
 *
 * What is deprecated is left out: version v1 of its API does not have it.
 */
public final class Schemas {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private final ObjectNode definitions = MAPPER.createObjectNode();

    public static void main(String[] names) throws ReflectiveOperationException {
        Schemas schemas = new Schemas();
        for (String name : names) {
            schemas.of(MAPPER.constructType(Class.forName(name)));
        }
        System.out.println(schemas.definitions);
    }

    private ObjectNode of(JavaType type) {
        Class<?> raw = type.getRawClass();
        ObjectNode found = MAPPER.createObjectNode();
        if (raw.isEnum()) {
            ArrayNode values = found.putArray("enum");
            for (Object one : raw.getEnumConstants()) values.add(MAPPER.convertValue(one, String.class));
        } else if (raw == IntOrString.class || raw == Quantity.class) {
            found.putArray("type").add("string").add("number");
        } else if (Map.class.isAssignableFrom(raw)) {
            found.put("type", "object").set("additionalProperties", of(type.getContentType()));
        } else if (Collection.class.isAssignableFrom(raw)) {
            found.put("type", "array").set("items", of(type.getContentType()));
        } else if (raw == String.class) {
            found.put("type", "string");
        } else if (raw == boolean.class || raw == Boolean.class) {
            found.put("type", "boolean");
        } else if (raw == double.class || raw == Double.class || raw == float.class || raw == Float.class) {
            found.put("type", "number");
        } else if (raw.isPrimitive() || Number.class.isAssignableFrom(raw)) {
            found.put("type", "integer");
        } else if (raw != Object.class) {
            define(type);
            found.put("$ref", "#/$defs/" + raw.getSimpleName());
        }
        return found;
    }

    private void define(JavaType type) {
        Class<?> raw = type.getRawClass();
        if (definitions.has(raw.getSimpleName())) return;
        ObjectNode found = definitions.putObject(raw.getSimpleName());
        JsonSubTypes kinds = raw.getAnnotation(JsonSubTypes.class);
        if (kinds == null) {
            close(found, type);
            return;
        }
        ArrayNode either = found.putArray("oneOf");
        for (JsonSubTypes.Type kind : kinds.value()) {
            ObjectNode one = either.addObject();
            close(one, MAPPER.constructType(kind.value()));
            ((ObjectNode) one.get("properties")).putObject("type").put("const", kind.name());
            one.putArray("required").add("type");
        }
    }

    /** An object with these properties and no other. */
    private void close(ObjectNode found, JavaType type) {
        ObjectNode properties = found.put("type", "object").put("additionalProperties", false).putObject("properties");
        var about = MAPPER.getDeserializationConfig().introspect(type);
        for (BeanPropertyDefinition one : about.findProperties()) {
            boolean gone = one.getGetter() != null && one.getGetter().hasAnnotation(Deprecated.class);
            if (!gone && !one.getName().equals("additionalProperties")) {
                properties.set(one.getName(), of(one.getPrimaryType()));
            }
        }
    }
}
