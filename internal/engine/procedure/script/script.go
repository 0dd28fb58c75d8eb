// Package script reads .case scripts: scenarios of procedures that a legal officer can read.
//
// Package casetest plays them against a real engine and holds what must be so; the demo city plays some to have cases. A
// script is Chinese text, one step a line, with the fields of its form indented below it. Only the fields that matter are
// written; the others that a form demands are filled in with plausible values. Each step either succeeds or is refused as
// the script says (-> 拒绝), with the article. Lines that begin with 应 say what must hold. 接 plays another script first.
//
//	案例 超过期限才要求听证
//	程序 enforce.penalty
//	接 告知已送达
//	2026-03-24 09:00 主办员 受理听证要求 -> 拒绝 第六十四条
//	    提出时间：2026-03-24 09:00
//	应 阶段 已告知
//
// The words are: DATE TIME PERSON ACT [-> 拒绝 [ARTICLE] [“WORDS”]]; DATE TIME PERSON 签署 ACT [退回：REASON] [-> 拒绝 …];
// DATE TIME 会签 ACT (all signatures that are due, in order); DATE TIME 时钟 (the watcher looks at the clocks); DATE TIME
// PERSON 上传 KIND [NUMBER]; DATE TIME PERSON 说明音像 TEXT (to every open finding about the recordings); 应 音像问题 NUMBER; 应 阶段 STAGE; 应 期限 CLOCK = DATE TIME | 已停 | 逾期办结 | 已届满 | 中止; 应 文书 WRIT [NUMBER];
// 应 无文书 WRIT; 应 数据 FIELD = VALUE; 应 数据含 FIELD = WORDS; 应 待办 PERSON; 应 公示 or 应 未公示; 应 逾期 CLOCK or 应 无逾期 CLOCK, in the list of
// overdue terms; 应 拒绝记录 NUMBER; 应 转出 PROCEDURE = STAGE, of a case that was opened under the same root; 应 待签; 应 看得到 PERSON or 应
// 看不到 PERSON. Titles are those of the definition.
package script

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Script is one parsed scenario.
type Script struct {
	File      string // base name without .case
	Folder    string // set by who reads it: scripts follow each other within it
	Title     string
	Procedure string
	After     string // script that is played first
	Steps     []Step
}

// Step is one line of a script.
type Step struct {
	Line   int
	At     time.Time // zero for 应
	Person string
	Verb   Verb
	What   string // act, clock, stage, writ, field …
	Value  string // of 应
	Back   string // reason of a signature that sends back
	Fields []Field
	Refuse *Refuse
}

// Field is one filled field of a form, by its Chinese title.
type Field struct {
	Line        int
	Title, Text string
}

// Refuse is how a step is refused. Empty parts are not checked.
type Refuse struct {
	Article string
	Words   string
}

// Verb says what a step does.
type Verb string

// The verbs.
const (
	Do      Verb = "办理"
	Sign    Verb = "签署"
	SignAll Verb = "会签"
	Watch   Verb = "时钟"
	Upload  Verb = "上传"
	Answer  Verb = "说明音像"
	Must    Verb = "应"
)

// Beijing is the zone of all times in scripts.
var Beijing = time.FixedZone("CST", 8*3600)

// Began is the time of the first step.
func (s Script) Began() time.Time {
	for _, st := range s.Steps {
		if st.Verb != Must {
			return st.At
		}
	}
	return time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)
}

// Read parses the script of a file.
func Read(file string) (Script, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return Script{}, err
	}
	return Parse(file, string(b))
}

// Parse parses the text of a script; file is its name.
func Parse(file, text string) (Script, error) {
	s := Script{File: strings.TrimSuffix(filepath.Base(file), ".case")}
	for i, line := range strings.Split(text, "\n") {
		if err := s.line(i+1, line); err != nil {
			return s, fmt.Errorf("%s:%d: %w", file, i+1, err)
		}
	}
	if s.Title == "" || s.Procedure == "" && s.After == "" {
		return s, fmt.Errorf("%s: 案例 and 程序 or 接 are missing", file)
	}
	return s, nil
}

func (s *Script) line(n int, line string) error {
	text := strings.TrimSpace(line)
	if text == "" || strings.HasPrefix(text, "#") {
		return nil
	}
	if line[0] == ' ' || line[0] == '\t' {
		return s.field(n, text)
	}
	word, rest, _ := strings.Cut(text, " ")
	rest = strings.TrimSpace(rest)
	switch word {
	case "案例":
		s.Title = rest
	case "程序":
		s.Procedure = rest
	case "接":
		s.After = rest
	case string(Must):
		what, value, _ := strings.Cut(rest, " ")
		s.Steps = append(s.Steps, Step{Line: n, Verb: Must, What: what, Value: strings.TrimSpace(value)})
	default:
		return s.step(n, text)
	}
	return nil
}

func (s *Script) field(n int, text string) error {
	title, value, ok := strings.Cut(text, "：")
	if !ok || len(s.Steps) == 0 {
		return fmt.Errorf("a field is written 标题：内容 below a step: %s", text)
	}
	st := &s.Steps[len(s.Steps)-1]
	st.Fields = append(st.Fields, Field{n, strings.TrimSpace(title), strings.TrimSpace(value)})
	return nil
}

func (s *Script) step(n int, text string) error {
	st := Step{Line: n, Verb: Do}
	if head, tail, ok := strings.Cut(text, "->"); ok {
		text = strings.TrimSpace(head)
		r, err := refusal(strings.TrimSpace(tail))
		if err != nil {
			return err
		}
		st.Refuse = r
	}
	f := strings.Fields(text)
	if len(f) < 3 {
		return fmt.Errorf("want DATE TIME PERSON ACT: %s", text)
	}
	var err error
	if st.At, err = time.ParseInLocation("2006-01-02 15:04", f[0]+" "+f[1], Beijing); err != nil {
		return fmt.Errorf("no time: %s %s", f[0], f[1])
	}
	switch Verb(f[2]) {
	case Watch:
		st.Verb = Watch
	case SignAll:
		if len(f) < 4 {
			return fmt.Errorf("会签 names an act")
		}
		st.Verb, st.What = SignAll, f[3]
	default:
		return s.personal(st, f)
	}
	s.Steps = append(s.Steps, st)
	return nil
}

func (s *Script) personal(st Step, f []string) error {
	if len(f) < 4 {
		return fmt.Errorf("%s does nothing", f[2])
	}
	st.Person, st.What = f[2], f[3]
	if v := Verb(f[3]); v == Sign || v == Upload || v == Answer {
		if len(f) < 5 {
			return fmt.Errorf("%s wants a name", f[3])
		}
		st.Verb, st.What = v, f[4]
		for _, more := range f[5:] {
			if reason, ok := strings.CutPrefix(more, "退回："); ok {
				st.Back = reason
			} else {
				st.Value = more
			}
		}
	}
	s.Steps = append(s.Steps, st)
	return nil
}

func refusal(text string) (*Refuse, error) {
	rest, ok := strings.CutPrefix(text, "拒绝")
	if !ok {
		return nil, fmt.Errorf("after -> stands 拒绝: %s", text)
	}
	r := &Refuse{}
	for _, w := range strings.Fields(rest) {
		if q, ok := strings.CutPrefix(w, "“"); ok {
			r.Words = strings.TrimSuffix(q, "”")
		} else {
			r.Article = w
		}
	}
	return r, nil
}
