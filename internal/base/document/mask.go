package document

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"anlan/internal/base/document/chinese"
)

// Sort is the kind of a piece of personal data; it decides how it is hidden.
type Sort string

// The kinds of personal data.
const (
	Name     Sort = "name"     // of a natural person: 张某某
	Officer  Sort = "officer"  // the name of somebody who acts in office or for a unit; most rules leave it
	Identity Sort = "identity" // identity number
	Phone    Sort = "phone"
	Address  Sort = "address" // of a natural person
	Private  Sort = "private" // anything else: hidden altogether
)

// Personal says that a text is personal data. It is hidden wherever the document repeats it, also within what somebody
// typed freely.
type Personal struct {
	Sort Sort   `json:"sort"`
	Text string `json:"text"`
}

// Rule says which kinds of personal data are hidden.
type Rule []Sort

// Publication is the rule for decisions that are published: natural persons and what leads to them are hidden, legal
// persons and those who act for them are not.
func Publication() Rule { return Rule{Name, Identity, Phone, Address, Private} }

// Masked is the document as it may be shown under the rule. Identity and mobile numbers in running text are hidden when
// the rule names their kind, whether declared or not. What is attached (the receipt with signature and address) and the
// list of personal data are left out. d itself stays as it is.
func (d Doc) Masked(rule Rule) Doc {
	var pairs []Personal
	for _, p := range d.Personal {
		if slices.Contains(rule, p.Sort) && utf8.RuneCountInString(p.Text) > 1 {
			pairs = append(pairs, p)
		}
	}
	slices.SortStableFunc(pairs, func(a, b Personal) int { return cmp.Compare(len(b.Text), len(a.Text)) })
	var flat []string
	for _, p := range pairs {
		flat = append(flat, p.Text, p.hidden())
	}
	declared := strings.NewReplacer(flat...)
	d.Attached, d.Personal = nil, nil
	return d.each(func(s string) string {
		s = declared.Replace(s)
		if slices.Contains(rule, Identity) {
			s = chinese.MaskIdentities(s)
		}
		if slices.Contains(rule, Phone) {
			s = chinese.MaskMobiles(s)
		}
		return s
	})
}

func (p Personal) hidden() string {
	switch p.Sort {
	case Name, Officer:
		return chinese.MaskName(p.Text)
	case Identity:
		return chinese.MaskIdentity(p.Text)
	case Phone:
		return chinese.MaskPhone(p.Text)
	case Address:
		return chinese.MaskAddress(p.Text)
	case Private:
		return "***"
	}
	return "***" // an unknown kind is hidden, not shown
}

// each is a copy of the document with f applied to every text in it, but for what is attached.
func (d Doc) each(f func(string) string) Doc {
	for _, s := range []*string{&d.Issuer, &d.Title, &d.Number, &d.Secrecy, &d.Urgency, &d.Signer, &d.Addressee, &d.Mark} {
		*s = f(*s)
	}
	d.Copies = mapped(d.Copies, f)
	d.Blocks = slices.Clone(d.Blocks)
	for i := range d.Blocks {
		b := &d.Blocks[i]
		b.Text, b.Issuer, b.Date = f(b.Text), f(b.Issuer), f(b.Date)
		b.Items = mapped(b.Items, f)
		b.Signs = slices.Clone(b.Signs)
		for j := range b.Signs {
			s := &b.Signs[j]
			s.Role, s.Name, s.Date = f(s.Role), f(s.Name), f(s.Date)
		}
		b.Rows = slices.Clone(b.Rows)
		for j := range b.Rows {
			b.Rows[j] = slices.Clone(b.Rows[j])
			for k := range b.Rows[j] {
				c := &b.Rows[j][k]
				c.Text, c.Foot = f(c.Text), f(c.Foot)
			}
		}
	}
	return d
}

func mapped(in []string, f func(string) string) []string {
	out := slices.Clone(in)
	for i := range out {
		out[i] = f(out[i])
	}
	return out
}
