package rule

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"anlan/internal/base/calendar"
	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
)

// maxPack is how large a pack may be, in bytes; a statute has a few hundred rules of a few lines.
const maxPack = 1 << 18

// maxDepth is how deep a pack may nest: rules, rule, value, extension, field.
const maxDepth = 8

// reader walks the nodes of one file and keeps every fault it finds.
type reader struct {
	file  string
	rule  string
	found Problems
}

func (r *reader) fault(n *yaml.Node, code, zh, en, mendZh, mendEn string) {
	line := 1
	if n != nil {
		line = n.Line
	}
	r.found = append(r.found, place{r.file, line, r.rule}.problem(fail.KindInvalid, code, lang.T(zh, en), lang.T(mendZh, mendEn)))
}

var yamlLine = regexp.MustCompile(`line (\d+)`)

// document reads exactly one document of plain YAML: no anchors, aliases, tags or merges, so that what is read is what
// stands there and as large as the file.
func (r *reader) document(src []byte) *yaml.Node {
	if len(src) > maxPack || !utf8.Valid(src) {
		r.fault(nil, "pack.size", fmt.Sprintf("文件有 %d 字节,上限 %d,且须为 UTF-8", len(src), maxPack),
			fmt.Sprintf("the file has %d bytes; at most %d of UTF-8 are taken", len(src), maxPack), "拆成几个规则包", "split it into several packs")
		return nil
	}
	d := yaml.NewDecoder(bytes.NewReader(src))
	var doc, next yaml.Node
	if err := d.Decode(&doc); err != nil {
		n := &yaml.Node{Line: 1}
		if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
			n.Line, _ = strconv.Atoi(m[1])
		}
		r.fault(n, "pack.yaml", "不是有效的 YAML", "this is not YAML ("+err.Error()+")", "检查缩进、冒号和引号", "look at indents, colons and quotes")
		return nil
	}
	if err := d.Decode(&next); !errors.Is(err, io.EOF) {
		r.fault(&next, "pack.documents", "一个文件中有多个文档", "the file holds more than one document", "每个文件只写一个规则包", "write one pack a file")
		return nil
	}
	root := doc.Content[0]
	if n := unplain(root, 0); n != nil {
		r.fault(n, "pack.plain", "使用了锚点、引用、标签或过深的嵌套", "it uses an anchor, an alias, a tag or too deep a nesting", "把值直接写出来", "write the value out")
		return nil
	}
	return root
}

func unplain(n *yaml.Node, depth int) *yaml.Node {
	if n.Kind == yaml.AliasNode || n.Anchor != "" || n.Style&yaml.TaggedStyle != 0 || n.Tag == "!!merge" || depth > maxDepth {
		return n
	}
	for _, c := range n.Content {
		if bad := unplain(c, depth+1); bad != nil {
			return bad
		}
	}
	return nil
}

// mapping reads a mapping that has only known keys, each once.
func (r *reader) mapping(n *yaml.Node, known ...string) map[string]*yaml.Node {
	out := map[string]*yaml.Node{}
	if n.Kind != yaml.MappingNode {
		r.fault(n, "pack.shape", "此处应为“键: 值”的列表", "a mapping is wanted here", "按“键: 值”逐行书写", "write one “key: value” a line")
		return out
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		switch {
		case out[k.Value] != nil:
			r.fault(k, "pack.key-twice", "键 "+k.Value+" 出现两次", "the key "+k.Value+" is there twice", "删去一个", "remove one")
		case !slices.Contains(known, k.Value):
			r.fault(k, "pack.key-unknown", "不认识的键 "+k.Value, "the key "+k.Value+" is unknown",
				fmt.Sprintf("可用的键:%v", known), fmt.Sprintf("the keys are %v", known))
		default:
			out[k.Value] = v
		}
	}
	return out
}

// scalar is the text of a plain value; "" for a missing one.
func (r *reader) scalar(n *yaml.Node) string {
	if n == nil {
		return ""
	}
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		r.fault(n, "pack.shape", "此处应为单个值", "a single value is wanted here", "写一个值", "write one value")
		return ""
	}
	return n.Value
}

// needed is a scalar that must be there.
func (r *reader) needed(in *yaml.Node, key string, n *yaml.Node) string {
	if n == nil {
		r.fault(in, "pack.key-missing", "缺少 "+key, key+" is missing", "补上 "+key, "add "+key)
		return ""
	}
	return r.scalar(n)
}

func (r *reader) items(n *yaml.Node) []*yaml.Node {
	if n == nil {
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		r.fault(n, "pack.shape", "此处应为“- 项”的列表", "a list is wanted here", "每行以“- ”开头", "begin each line with “- ”")
		return nil
	}
	return n.Content
}

// text reads a text in both languages.
func (r *reader) text(n *yaml.Node) lang.Text {
	m := r.mapping(n, "zh", "en")
	t := lang.T(r.scalar(m["zh"]), r.scalar(m["en"]))
	if n.Kind == yaml.MappingNode && (t.Zh == "" || t.En == "") {
		r.fault(n, "pack.text", "须同时写中文和英文", "Chinese and English are both needed", "补上 zh 和 en", "add zh and en")
	}
	return t
}

// oneOf reads one word of a few.
func oneOf[T ~string](r *reader, n *yaml.Node, code string, words ...T) T {
	s := T(r.scalar(n))
	if n != nil && !slices.Contains(words, s) {
		r.fault(n, code, fmt.Sprintf("值 %s 不在 %v 之中", s, words), fmt.Sprintf("%s is none of %v", s, words),
			"从中选一个", "take one of them")
	}
	return s
}

// whole reads a whole number of at least least.
func (r *reader) whole(n *yaml.Node, code string, least int) int {
	v, err := strconv.Atoi(r.scalar(n))
	if err != nil || v < least || v > 1_000_000_000 {
		r.fault(n, code, fmt.Sprintf("应为不小于 %d 的整数", least), fmt.Sprintf("a whole number of at least %d is wanted", least), "改为整数", "write a whole number")
		return least
	}
	return v
}

var decimal = regexp.MustCompile(`^(\d{1,13})(?:\.(\d{1,2}))?$`)

// hundredths reads a decimal of at most two places, exactly.
func (r *reader) hundredths(n *yaml.Node, code string) int64 {
	s := r.scalar(n)
	if len(s) > 0 && s[0] == '-' {
		r.fault(n, "value.negative", "不能为负数", "it cannot be negative", "改为正数", "write a positive number")
		return 0
	}
	m := decimal.FindStringSubmatch(s)
	if m == nil {
		r.fault(n, code, "应为至多两位小数的数", "a number of at most two decimals is wanted", "例如 3000 或 0.05", "as 3000 or 0.05")
		return 0
	}
	v, _ := strconv.ParseInt(m[1]+(m[2] + "00")[:2], 10, 64)
	return v
}

// date reads a day; missing is the zero one.
func (r *reader) date(n *yaml.Node) calendar.Date {
	if n == nil {
		return calendar.Date{}
	}
	d, err := calendar.ParseDate(r.scalar(n))
	if err != nil {
		r.fault(n, "pack.dates", "日期 "+n.Value+" 不存在或格式不对", "there is no day "+n.Value, "写作 2026-02-14", "write it as 2026-02-14")
	}
	return d
}
