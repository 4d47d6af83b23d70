import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The fixtures of the contract, in a folder, through the example in Java: they give their bytes, also to many threads at once. */
public final class Contract {
  private static final List<String> WORDS = List.of("ok", "request", "case", "asked", "pointer", "utf8", "internal");
  private static int failed;

  public static void main(String[] arguments) throws Exception {
    List<Path> folders;
    try (Stream<Path> entries = Files.list(Path.of(arguments[0]))) {
      folders = entries.filter(Files::isDirectory).sorted().collect(Collectors.toList());
    }
    check(folders.size() >= 12, "there are fixtures");
    for (Path folder : folders) fixture(folder);
    threads(folders);
    misused();
    System.out.println(folders.size() + " fixtures, " + failed + " failed");
    System.exit(failed == 0 ? 0 : 1);
  }

  private static void fixture(Path folder) throws IOException {
    boolean loads = Files.exists(folder.resolve("case.json"));
    String code;
    String answer;
    try (Rationale engine = Rationale.load(read(folder, "load.json"))) {
      check(engine.diagnostics().equals(read(folder, "diagnostics.json")), folder + ": diagnostics");
      answer = engine.evaluate(read(folder, "case.json"), read(folder, "options.json"));
      code = "ok";
    } catch (Rationale.Fault fault) {
      answer = fault.json;
      code = WORDS.get(fault.code);
    }
    check(loads || !code.equals("ok"), folder + ": is refused");
    check(code.equals(read(folder, "code").trim()), folder + ": ends with " + code);
    check(answer.equals(read(folder, "answer.json")), folder + ": answer is " + answer);
  }

  private static void threads(List<Path> folders) throws Exception {
    Path folder = folders.get(0).resolveSibling("library");
    String json = read(folder, "case.json");
    String options = read(folder, "options.json");
    ExecutorService pool = Executors.newFixedThreadPool(8);
    try (Rationale engine = Rationale.load(read(folder, "load.json"))) {
      List<Future<String>> answers = new ArrayList<>();
      for (int i = 0; i < 200; i++) answers.add(pool.submit(() -> engine.evaluate(json, options)));
      for (Future<String> answer : answers) check(answer.get().equals(read(folder, "answer.json")), "a thread's answer");
    } finally {
      pool.shutdown();
    }
  }

  private static void misused() {
    check(Rationale.version().startsWith("{\"contract\":1,"), "the version");
    check(Rationale.schema("case").contains("$schema"), "a schema");
    Rationale engine = Rationale.load("{ \"library\": true }");
    check(thrown(() -> engine.evaluate("\ud800", "")) instanceof IllegalArgumentException, "half of a character");
    check(thrown(() -> engine.evaluate("", "")) instanceof Rationale.Fault, "an empty case");
    engine.close();
    engine.close();
    check(thrown(() -> engine.evaluate("{}", "")) instanceof IllegalStateException, "what is closed");
  }

  private static Throwable thrown(Runnable call) {
    try {
      call.run();
      return null;
    } catch (RuntimeException thrown) {
      return thrown;
    }
  }

  private static String read(Path folder, String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      failed++;
      System.out.println("FAILED " + what);
    }
  }
}
