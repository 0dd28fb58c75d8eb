package rule

import (
	"fmt"
	"strings"

	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
)

// Problems is why packs are refused: every fault, each a fail.Error that names file, line and rule, the reason and the
// remedy. errors.As finds the first.
type Problems []*fail.Error

func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, e := range p {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap lets errors.Is and errors.As see each fault.
func (p Problems) Unwrap() []error {
	out := make([]error, len(p))
	for i, e := range p {
		out[i] = e
	}
	return out
}

// err is nil when there is no fault, so that no typed nil goes out.
func (p Problems) err() error {
	if len(p) == 0 {
		return nil
	}
	return p
}

// place is where a fault lies.
type place struct {
	file string
	line int
	rule string
}

// problem makes one fault: what is wrong, and how to mend it.
func (at place) problem(kind fail.Kind, code string, why, mend lang.Text) *fail.Error {
	zh := fmt.Sprintf("%s 第 %d 行", at.file, at.line)
	en := fmt.Sprintf("%s line %d", at.file, at.line)
	if at.rule != "" {
		zh += ",规则 " + at.rule
		en += ", rule " + at.rule
	}
	e := &fail.Error{Kind: kind, Code: "rule." + code, Field: fmt.Sprintf("%s:%d", at.file, at.line)}
	e.Text = lang.T(zh+":"+why.Zh+"。改法:"+mend.Zh+"。", en+": "+why.En+". To mend it: "+mend.En+".")
	return e
}

func (p *Pack) at(r *Rule, key string) place {
	at := place{file: p.File, line: p.Line}
	if n := p.lines[key]; n != 0 {
		at.line = n
	}
	if r != nil {
		at.line, at.rule = r.Line, r.ID
	}
	return at
}
