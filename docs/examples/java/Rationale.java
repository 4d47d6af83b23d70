import com.sun.jna.IntegerType;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.ptr.PointerByReference;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Criteria that were loaded, over the C library by JNA. Any number of threads may use one at once. */
public final class Rationale implements AutoCloseable {
  /** Why a call gave nothing: the library's code, and what it says, as JSON. */
  public static final class Fault extends RuntimeException {
    private static final long serialVersionUID = 1;
    /** {@code RATIONALE_REQUEST} and so on. */
    public final int code;
    /** The error as JSON. */
    public final String json;

    Fault(int code, String json) {
      super(json);
      this.code = code;
      this.json = json;
    }
  }

  /** {@code size_t}. */
  public static final class Size extends IntegerType {
    private static final long serialVersionUID = 1;

    public Size() {
      this(0);
    }

    public Size(long value) {
      super(Native.SIZE_T_SIZE, value, true);
    }
  }

  /** A text that the library made. */
  @Structure.FieldOrder({"data", "length"})
  public static final class Text extends Structure {
    public Pointer data;
    public Size length = new Size();
  }

  private interface C extends Library {
    C LIBRARY = Native.load("rationale_ffi", C.class);

    int rationale_version(Text out);

    int rationale_schema(byte[] name, Size length, Text out);

    int rationale_load(byte[] request, Size length, PointerByReference engine, Text out);

    int rationale_evaluate(Pointer engine, byte[] json, Size length, byte[] options, Size optionsLength, Text out);

    void rationale_text_free(Text text);

    void rationale_engine_free(Pointer engine);
  }

  private interface Call {
    int run(Text out);
  }

  private final Pointer engine;
  private final String diagnostics;
  /** Held by whoever evaluates, so that nobody closes beneath it. */
  private final ReadWriteLock open = new ReentrantReadWriteLock();
  private boolean closed;

  private Rationale(Pointer engine, String diagnostics) {
    this.engine = engine;
    this.diagnostics = diagnostics;
  }

  /** Loads criteria, such as {@code {"library": true}}. */
  public static Rationale load(String request) {
    byte[] bytes = utf8(request);
    PointerByReference engine = new PointerByReference();
    String diagnostics = take(out -> C.LIBRARY.rationale_load(bytes, new Size(bytes.length), engine, out));
    return new Rationale(engine.getValue(), diagnostics);
  }

  /** What is wrong with the criteria, as JSON. */
  public String diagnostics() {
    return diagnostics;
  }

  /** Assesses a case (JSON); options are JSON too, or empty. */
  public String evaluate(String json, String options) {
    byte[] text = utf8(json);
    byte[] how = utf8(options);
    open.readLock().lock();
    try {
      if (closed) throw new IllegalStateException("closed");
      return take(
          out ->
              C.LIBRARY.rationale_evaluate(
                  engine, text, new Size(text.length), how, new Size(how.length), out));
    } finally {
      open.readLock().unlock();
    }
  }

  /** Versions of engine, meaning and contract, as JSON. */
  public static String version() {
    return take(C.LIBRARY::rationale_version);
  }

  /** The JSON Schema of {@code case}, {@code assessment} or {@code diagnostics}. */
  public static String schema(String name) {
    byte[] bytes = utf8(name);
    return take(out -> C.LIBRARY.rationale_schema(bytes, new Size(bytes.length), out));
  }

  /** Frees the engine, when no thread uses it any more. */
  @Override
  public void close() {
    open.writeLock().lock();
    try {
      if (!closed) C.LIBRARY.rationale_engine_free(engine);
      closed = true;
    } finally {
      open.writeLock().unlock();
    }
  }

  private static String take(Call call) {
    Text out = new Text();
    int code = call.run(out);
    try {
      byte[] bytes = out.data == null ? new byte[0] : out.data.getByteArray(0, out.length.intValue());
      String text = new String(bytes, StandardCharsets.UTF_8);
      if (code != 0) throw new Fault(code, text);
      return text;
    } finally {
      C.LIBRARY.rationale_text_free(out);
    }
  }

  /** Refuses half of a character, where {@code getBytes} would put a question mark. */
  private static byte[] utf8(String text) {
    try {
      ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] array = new byte[bytes.remaining()];
      bytes.get(array);
      return array;
    } catch (CharacterCodingException cut) {
      throw new IllegalArgumentException("a text ends or begins within a character", cut);
    }
  }
}
