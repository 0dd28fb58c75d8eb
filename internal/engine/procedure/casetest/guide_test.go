package casetest_test

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"anlan/internal/base/calendar"
	"anlan/internal/base/document"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
	"anlan/internal/engine/procedure/casetest"
	"anlan/internal/engine/procedure/rule"
)

func rules(article string) procedure.Basis {
	return procedure.Basis{Law: "《档案查阅办法》", Article: article}
}

// Reading is what a case of the guide's example holds.
type Reading struct {
	Reader string `json:"reader" title:"查阅人|Reader" private:"1"`
	Volume string `json:"volume" title:"案卷|Volume" list:"1"`
	Sealed bool   `json:"sealed,omitempty" title:"未到开放期|Not open yet"`
}

type readingForm struct {
	Area   string `json:"area" title:"区划代码|Area" pattern:"^[0-9]{4,20}$"`
	Asked  string `json:"asked" title:"收到时间|Received at" format:"date-time"`
	Reader string `json:"reader" title:"查阅人|Reader" private:"1"`
	Volume string `json:"volume" title:"案卷|Volume"`
	Sealed bool   `json:"sealed,omitempty" title:"未到开放期|Not open yet"`
}

// NewCase makes the case; its days run from the receipt.
func (f *readingForm) NewCase(identity.Subject) procedure.NewCase {
	at, _ := time.Parse(time.RFC3339, f.Asked) // the form has checked it
	return procedure.NewCase{Title: "查阅档案：" + f.Volume, Area: f.Area, Happened: at, Data: Reading{f.Reader, f.Volume, f.Sealed}}
}

type reasonForm struct {
	Reason string `json:"reason" title:"理由|Reason" max:"1000" format:"text"`
}

// open is a guard: it returns the refusal, or nil.
func open(_ context.Context, t *procedure.Turn) error {
	var r Reading
	if err := t.Case.Load(&r); err != nil {
		return err
	}
	if r.Sealed {
		return fail.Illegal("reading.sealed", "案卷未到开放期，不得查阅", "the volume is not open yet")
	}
	return nil
}

// permit renders the writ; the engine gives number and organ.
func permit(_ context.Context, t *procedure.Turn, n procedure.Numbered) (document.Doc, error) {
	var r Reading
	err := t.Case.Load(&r)
	return document.Doc{
		Layout: document.Letter, Issuer: n.Organ.Name, Title: "准予查阅通知书", Number: n.Number, Addressee: r.Reader,
		Blocks:   []document.Block{document.Text("准予查阅：" + r.Volume), document.Seal(n.Organ.Name, t.Day())},
		Personal: []document.Personal{{Sort: document.Name, Text: r.Reader}},
	}, err
}

func reading() procedure.Definition {
	officer, clerk := procedure.Who{Permission: "guide.reading.handle"}, procedure.Who{Permission: "guide.reading.open"}
	head := []procedure.Sign{{Name: "head", Title: lang.T("部门负责人", "head"), Who: procedure.Who{Permission: "guide.reading.approve"}}}
	return procedure.Definition{
		Name: "guide.reading", Version: 1, Title: lang.T("查阅档案", "Reading of archives"), Basis: rules("第二条"), Lawful: true, From: calendar.Day(2026, 1, 1),
		Read: "guide.reading.read", Open: "guide.reading.open", Start: "asked", Data: Reading{}, Filing: readingForm{},
		Stages: []procedure.Stage{
			{Name: "asked", Title: lang.T("已申请", "Asked"), Todo: lang.T("审查并答复", "Examine and answer")},
			{Name: "granted", Title: lang.T("准予查阅", "Granted"), Final: true},
			{Name: "refused", Title: lang.T("不予查阅", "Refused"), Final: true},
		},
		Acts: []procedure.Act{
			{
				Name: "grant", Title: lang.T("准予查阅", "Grant"), From: []string{"asked"}, To: "granted", Who: officer, Signs: head, Writs: []string{"permit"}, Basis: rules("第三条"), Tone: procedure.Next,
				Evidence: []procedure.Evidence{{Kind: "身份证明", Title: lang.T("身份证明", "proof of identity"), Min: 1, Basis: rules("第二条")}},
				Guards:   []procedure.Guard{{Name: "open", Title: lang.T("案卷已到开放期", "the volume is open"), Basis: rules("第四条"), Check: open}},
			},
			{Name: "refuse", Title: lang.T("不予查阅", "Refuse"), From: []string{"asked"}, To: "refused", Who: officer, Form: reasonForm{}, Basis: rules("第四条"), Tone: procedure.Danger},
			{Name: "extend", Title: lang.T("延长答复", "Extend"), From: []string{"asked"}, Who: officer, Form: reasonForm{}, Basis: rules("第五条"), Tone: procedure.Aside},
			{Name: "withdraw", Title: lang.T("撤回", "Withdraw"), From: []string{"asked"}, To: "refused", Who: clerk, Basis: rules("第二条"), Tone: procedure.Aside},
			{Name: "deem", Title: lang.T("视为准予", "Deemed granted"), From: []string{"asked"}, To: "granted", Machine: true, Basis: rules("第五条"), Tone: procedure.Next},
		},
		Clocks: []procedure.Clock{{
			Name: "answer", Title: lang.T("答复期限", "time to answer"), Rule: "READ-ANS", Basis: rules("第五条"),
			Starts: []string{"open"}, Stops: []string{"grant", "refuse"}, Extends: []string{"extend"}, Lapses: "deem",
		}},
		Writs: []procedure.Writ{{Name: "permit", Title: lang.T("准予查阅通知书", "Permit"), Code: "阅", Basis: rules("第三条"), Make: permit}},
	}
}

// TestGuide plays the worked example of the guide: its rule pack and its scripts are read from the page, and the Go on the
// page stands in this file.
func TestGuide(t *testing.T) {
	page, err := os.ReadFile("../../../../docs/guide/add-a-procedure.md")
	require.NoError(t, err)
	here, err := os.ReadFile("guide_test.go")
	require.NoError(t, err)
	dir, shown, packs := t.TempDir(), 0, []*rule.Pack{}
	for _, m := range regexp.MustCompile("(?s)```(go|yaml|case)\n(.*?)```").FindAllStringSubmatch(string(page), -1) {
		switch m[1] {
		case "go":
			require.Contains(t, string(here), m[2])
			shown++
		case "yaml":
			p, err := rule.Parse("guide.yaml", []byte(m[2]))
			require.NoError(t, err)
			packs = append(packs, p)
		case "case":
			name, _, ok := strings.Cut(strings.TrimPrefix(m[2], "# "), ".case\n")
			require.True(t, ok, "a script begins with its file: %s", m[2])
			require.NoError(t, os.WriteFile(filepath.Join(dir, name+".case"), []byte(m[2]), 0o600))
		}
	}
	require.Positive(t, shown)
	book, err := rule.NewBook(packs...)
	require.NoError(t, err)
	roles, cover := identity.Roles{}, casetest.NewCoverage()
	for role, can := range map[string]string{"clerk": "read open", "officer": "read handle", "head": "read approve", "legal": "", "leader": "", "host": "", "publicity": "", "duty": "", "auditor": "read"} {
		r := identity.Role{Title: lang.T(role, role)}
		for p := range strings.FieldsSeq(can) {
			r.Permissions = append(r.Permissions, "guide.reading."+p)
		}
		roles[role] = r
	}
	casetest.Run(t, casetest.Stage{
		Roles: roles, Book: book, Define: func(e *procedure.Engine) error { return e.Define(reading()) },
		Organ: func(string) procedure.Organ {
			return procedure.Organ{Key: "210106", Name: "某区档案馆", Short: "某档", Pattern: "某档{code}〔{year}〕{n}号"}
		},
	}, cover, dir)
	require.Empty(t, cover.Missing([]procedure.Definition{reading()}))
}
