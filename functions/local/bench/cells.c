/* The same cells by libxlsxwriter, as fast as C is: `cells rows N OUT` makes plain rows as rawRows.ts does, `cells sheets FILE OUT` reads
   `S<tab>name` and `row<tab>column<tab>style<tab>n|s|f<tab>value[<tab>result]` lines. Prints seconds and peak memory in kilobytes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <xlsxwriter.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static lxw_format *formats[3];

static lxw_workbook *begin(const char *out) {
  lxw_workbook_options options = {.constant_memory = LXW_TRUE};
  lxw_workbook *book = workbook_new_opt(out, &options);
  for (int i = 0; i < 3; i++) {
    formats[i] = workbook_add_format(book);
    format_set_font_name(formats[i], "SimSun");
    format_set_border(formats[i], LXW_BORDER_THIN);
    format_set_align(formats[i], i == 0 ? LXW_ALIGN_RIGHT : i == 1 ? LXW_ALIGN_CENTER : LXW_ALIGN_LEFT);
  }
  return book;
}

static void rows(lxw_workbook *book, int count) {
  lxw_worksheet *sheet = workbook_add_worksheet(book, NULL);
  char text[512];
  for (int i = 0, row = 0; i < count; i++, row++) {
    if (row == LXW_ROW_MAX - 1) {
      sheet = workbook_add_worksheet(book, NULL);
      row = 0;
    }
    worksheet_write_number(sheet, row, 0, i + 1, formats[0]);
    sprintf(text, "第%d业务处", i % 3200);
    worksheet_write_string(sheet, row, 1, text, formats[1]);
    worksheet_write_string(sheet, row, 2, "2019-06", formats[1]);
    worksheet_write_string(sheet, row, 3, "责任单位", formats[1]);
    worksheet_write_number(sheet, row, 4, i % 30 + 1, formats[0]);
    worksheet_write_string(sheet, row, 5, "按计划推进", formats[1]);
    worksheet_write_number(sheet, row, 6, i % 101, formats[0]);
    worksheet_write_blank(sheet, row, 7, formats[1]);
    worksheet_write_blank(sheet, row, 8, formats[1]);
    worksheet_write_string(sheet, row, 9, "是", formats[1]);
    worksheet_write_number(sheet, row, 10, 1, formats[0]);
    sprintf(text, "完成对象动态核查126户，新增保障对象18户，退出9户，入户调查率达到100%%，有关台账已更新。%d", i);
    worksheet_write_string(sheet, row, 11, text, formats[2]);
    worksheet_write_blank(sheet, row, 12, formats[2]);
    sprintf(text, "需要协调%d", i % 7);
    worksheet_write_string(sheet, row, 13, text, formats[2]);
    worksheet_write_string(sheet, row, 14, "下一步继续推进，做好收尾工作。", formats[2]);
  }
}

static void sheets(lxw_workbook *book, const char *file) {
  FILE *in = fopen(file, "r");
  char *line = NULL;
  size_t room = 0;
  lxw_worksheet *sheet = NULL;
  while (in && getline(&line, &room, in) > 0) {
    line[strcspn(line, "\n")] = 0;
    char *rest = line;
    char *first = strsep(&rest, "\t");
    if (strcmp(first, "S") == 0) {
      sheet = workbook_add_worksheet(book, rest);
      continue;
    }
    int row = atoi(first);
    int column = atoi(strsep(&rest, "\t"));
    lxw_format *format = formats[atoi(strsep(&rest, "\t"))];
    char *kind = strsep(&rest, "\t");
    char *value = strsep(&rest, "\t");
    if (*kind == 'n') worksheet_write_number(sheet, row, column, atof(value), format);
    else if (*kind == 'f') worksheet_write_formula_num(sheet, row, column, value, format, rest ? atof(rest) : 0);
    else if (*value) worksheet_write_string(sheet, row, column, value, format);
    else worksheet_write_blank(sheet, row, column, format);
  }
  free(line);
  if (in) fclose(in);
}

int main(int count, char **given) {
  if (count < 4) return 2;
  double began = now();
  lxw_workbook *book = begin(given[3]);
  if (strcmp(given[1], "rows") == 0) rows(book, atoi(given[2]));
  else sheets(book, given[2]);
  if (workbook_close(book) != LXW_NO_ERROR) return 1;
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  printf("{\"seconds\":%f,\"peak\":%ld}\n", now() - began, used.ru_maxrss);
  return 0;
}
