/* Assesses one case by the library that comes with the engine, in as many threads as asked for.
 *
 *   assess CASE.json [OPTIONS] [THREADS]
 *
 * Prints the answer, or the error; ends with 0 where every thread got the same answer, with 1 else. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rationale.h"

#define MOST_THREADS 64

struct job {
  const rationale_engine *engine;
  const char *text;
  size_t length;
  const char *options;
  int32_t code;
  rationale_text answer;
};

static void *assess(void *argument) {
  struct job *job = argument;
  job->code = rationale_evaluate(job->engine, (const uint8_t *)job->text, job->length,
                                 (const uint8_t *)job->options, strlen(job->options), &job->answer);
  return NULL;
}

static char *read_file(const char *path, size_t *length) {
  FILE *file = fopen(path, "rb");
  char *text = NULL;
  size_t room = 0;
  *length = 0;
  if (file == NULL) return NULL;
  for (;;) {
    if (room - *length < 4096) {
      char *more = room > SIZE_MAX / 2 ? NULL : realloc(text, room = room == 0 ? 8192 : room * 2);
      if (more == NULL) goto failed;
      text = more;
    }
    size_t got = fread(text + *length, 1, room - *length, file);
    *length += got;
    if (got == 0) break;
  }
  if (ferror(file)) goto failed; /* half a case is no case */
  fclose(file);
  return text;

failed:
  fclose(file);
  free(text);
  return NULL;
}

int main(int count, char **arguments) {
  static const char request[] = "{ \"library\": true }";
  struct job jobs[MOST_THREADS];
  pthread_t threads[MOST_THREADS];
  rationale_engine *engine = NULL;
  rationale_text diagnostics = {0};
  size_t length = 0;
  int same = 1;

  if (count < 2) {
    fprintf(stderr, "usage: assess CASE.json [OPTIONS] [THREADS]\n");
    return 2;
  }
  const char *options = count > 2 ? arguments[2] : "";
  int many = count > 3 ? atoi(arguments[3]) : 1;
  if (many < 1 || many > MOST_THREADS) many = 1;

  char *text = read_file(arguments[1], &length);
  if (text == NULL) {
    fprintf(stderr, "%s cannot be read\n", arguments[1]);
    return 2;
  }
  if (rationale_load((const uint8_t *)request, strlen(request), &engine, &diagnostics) != RATIONALE_OK) {
    fwrite(diagnostics.data, 1, diagnostics.length, stderr);
    rationale_text_free(&diagnostics);
    free(text);
    return 1;
  }
  rationale_text_free(&diagnostics);

  for (int at = 0; at < many; at++) {
    jobs[at] = (struct job){.engine = engine, .text = text, .length = length, .options = options};
    if (pthread_create(&threads[at], NULL, assess, &jobs[at]) != 0) abort();
  }
  for (int at = 0; at < many; at++) {
    pthread_join(threads[at], NULL);
    same = same && jobs[at].code == jobs[0].code && jobs[at].answer.length == jobs[0].answer.length &&
           memcmp(jobs[at].answer.data, jobs[0].answer.data, jobs[0].answer.length) == 0;
  }
  fwrite(jobs[0].answer.data, 1, jobs[0].answer.length, jobs[0].code == RATIONALE_OK ? stdout : stderr);
  int failed = jobs[0].code != RATIONALE_OK || !same;
  for (int at = 0; at < many; at++) rationale_text_free(&jobs[at].answer);

  /* The engine last, when no thread uses it any more. */
  rationale_engine_free(engine);
  free(text);
  return failed;
}
