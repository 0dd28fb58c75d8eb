package mapping

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"anlan/internal/base/fail"
)

func unreadable(zh, en string) *fail.Error { return fail.Invalid("connect.mapping.unreadable", zh, en) }

// read makes a tree of a page: maps, lists, text, json.Number, truth values and nil.
func read(format string, body []byte) (any, error) {
	if len(body) > MaxBytes {
		return nil, unreadable("内容超过 8 MiB", "the content is larger than 8 MiB")
	}
	if !utf8.Valid(body) { // old systems write GBK
		text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(body)
		if err != nil || bytes.ContainsRune(text, utf8.RuneError) {
			return nil, unreadable("编码既不是 UTF-8 也不是 GB 18030", "the text is neither UTF-8 nor GB 18030")
		}
		body = text
	}
	body = bytes.TrimPrefix(body, []byte("\ufeff"))
	switch format {
	case "json":
		return readJSON(body)
	case "csv":
		return readCSV(body)
	default:
		return readXML(string(body))
	}
}

func readJSON(body []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, unreadable("不是完整的 JSON", "this is no whole JSON").Because(err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, unreadable("JSON 之后还有多余内容", "there is more behind the JSON")
	}
	return v, nil
}

// readCSV makes each line a record by the names of the first line. The separator is the one the first line has most of.
func readCSV(body []byte) (any, error) {
	r := csv.NewReader(bytes.NewReader(body))
	first, _, _ := bytes.Cut(body, []byte("\n"))
	most := 0
	for _, c := range ",;\t|" {
		if n := bytes.Count(first, []byte(string(c))); n > most {
			most, r.Comma = n, c
		}
	}
	r.FieldsPerRecord = -1
	lines, err := r.ReadAll()
	if err != nil {
		return nil, unreadable("不是完整的 CSV", "this is no whole CSV").Because(err)
	}
	out := []any{}
	for i, line := range lines {
		if i == 0 {
			continue
		}
		if len(line) != len(lines[0]) {
			return nil, unreadable("CSV 第 "+strconv.Itoa(i+1)+" 行的列数与表头不同", "line "+strconv.Itoa(i+1)+" of the CSV has another number of columns than the first")
		}
		record := map[string]any{}
		for j, name := range lines[0] {
			if v := strings.TrimSpace(line[j]); v != "" {
				record[strings.TrimSpace(name)] = v
			}
		}
		out = append(out, record)
	}
	return out, nil
}

// look follows a path. A name of a map may hold dots: the longest one that fits is taken.
func look(v any, path string) (any, bool) {
	for path != "" {
		switch node := v.(type) {
		case map[string]any:
			name := path
			for {
				if next, ok := node[name]; ok {
					v, path = next, strings.TrimPrefix(path[len(name):], ".")
					break
				}
				cut := strings.LastIndexByte(name, '.')
				if cut < 0 {
					return nil, false
				}
				name = name[:cut]
			}
		case []any:
			first, rest, _ := strings.Cut(path, ".")
			i, err := strconv.Atoi(first)
			if err != nil || i < 0 || i >= len(node) {
				return nil, false
			}
			v, path = node[i], rest
		default:
			return nil, false
		}
	}
	return v, true
}

// records finds the list; a single record counts as a list of one.
func records(v any, path string) ([]any, error) {
	found, ok := look(v, path)
	if !ok || found == nil {
		if path != "" && hasParent(v, path) {
			return nil, nil // XML leaves out what is empty
		}
		return nil, unreadable("没有找到记录路径“"+path+"”", "there is nothing at the path “"+path+"”")
	}
	switch list := found.(type) {
	case []any:
		if len(list) > MaxRecords {
			return nil, unreadable("一页超过 "+strconv.Itoa(MaxRecords)+" 条", "more than "+strconv.Itoa(MaxRecords)+" records in a page")
		}
		return list, nil
	case map[string]any:
		return []any{list}, nil
	default:
		return nil, unreadable("路径“"+path+"”处不是记录", "what stands at “"+path+"” is no list of records")
	}
}

// hasParent reports whether the path but for its last name leads somewhere in an XML tree.
func hasParent(v any, path string) bool {
	cut := strings.LastIndexByte(path, '.')
	if cut < 0 {
		return false
	}
	parent, ok := look(v, path[:cut])
	if !ok {
		return false
	}
	switch node := parent.(type) {
	case map[string]any:
		_, xml := node[rawXML]
		return xml
	case string:
		return node == ""
	default:
		return false
	}
}
