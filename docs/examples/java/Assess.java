import java.nio.file.Files;
import java.nio.file.Path;

/** Assesses one case by the library that comes with the engine: {@code Assess CASE.json}. */
public final class Assess {
  public static void main(String[] arguments) throws java.io.IOException {
    try (Rationale engine = Rationale.load("{ \"library\": true }")) {
      System.out.print(engine.evaluate(Files.readString(Path.of(arguments[0])), ""));
    } catch (Rationale.Fault fault) {
      System.err.print(fault.json);
      System.exit(1);
    }
  }
}
