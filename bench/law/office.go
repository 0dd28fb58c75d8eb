package main

import (
	"context"
	"fmt"
	"path/filepath"

	"anlan/internal/base/blob"
	"anlan/internal/base/bus"
	"anlan/internal/base/calendar"
	"anlan/internal/base/clock"
	"anlan/internal/base/document"
	"anlan/internal/base/fail"
	"anlan/internal/base/identity"
	"anlan/internal/base/journal"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/engine/procedure"
	"anlan/internal/law"
)

// office is an engine with one procedure, and the people who work with it.
type office struct {
	db      *store.DB
	journal *journal.Journal
	bus     *bus.Bus
	engine  *procedure.Engine
}

func openOffice(ctx context.Context, p *place) (*office, error) {
	real := clock.NewSteady()
	o := &office{db: p.db}
	var err error
	if o.journal, err = journal.Open(ctx, p.db, real, journal.Options{KeyFile: filepath.Join(p.dir, "key.pem"), HeadsFile: filepath.Join(p.dir, "heads")}); err != nil {
		return nil, err
	}
	if o.bus, err = bus.Open(ctx, p.db, real, bus.Options{Dir: filepath.Join(p.dir, "bus")}); err != nil {
		return nil, err
	}
	numbers, err := document.OpenNumbers(ctx, p.db, real)
	if err != nil {
		return nil, err
	}
	blobs, err := blob.OpenDir(filepath.Join(p.dir, "blobs"))
	if err != nil {
		return nil, err
	}
	o.engine, err = procedure.Open(ctx, procedure.Options{
		DB: p.db, Clock: real, Journal: o.journal, Bus: o.bus, Book: law.Book(), Numbers: numbers, Blobs: blobs,
		Organ: func(area string) procedure.Organ {
			return procedure.Organ{Key: area[:min(6, len(area))], Name: "某区应急管理局", Short: "某区应急", Pattern: document.Pattern("某区应急{code}〔{year}〕{n}号")}
		},
	})
	if err != nil {
		return nil, err
	}
	return o, o.engine.Define(matter(real))
}

const (
	read   = "bench.case.read"
	handle = "bench.case.handle"
	decide = "bench.case.decide"
)

// person holds an office in an area.
func person(name, role, area string) identity.Subject {
	return identity.NewSubject(name, name, "某"+name, []identity.Grant{{Role: role, Area: area}}, identity.Roles{
		"officer": {Permissions: []string{read, handle}},
		"leader":  {Permissions: []string{read, handle, decide}},
		"reader":  {Permissions: []string{read}},
	})
}

// facts is the data of a case; findings is the form of an act.
type facts struct {
	Party    string `json:"party" title:"当事人|Party"`
	Code     string `json:"code" title:"代码|Code"`
	Findings string `json:"findings" title:"情况|Findings"`
	Times    int    `json:"times" title:"次数|Times"`
}

type findings struct {
	Place string  `json:"place" title:"地点|Place" max:"100"`
	Text  string  `json:"text" title:"情况|Findings" max:"1000"`
	Fine  float64 `json:"fine" title:"建议罚款|Fine" min:"0" max:"100000" unit:"元"`
}

var penalty = procedure.Basis{Law: "《行政处罚法》", Article: "第五十四条"}

// matter is the procedure: a case goes to and fro between the officer and the desk, and on each way one clock of the law
// stops and another starts.
func matter(c clock.Clock) procedure.Definition {
	who := procedure.Who{Permission: handle, Assignee: true}
	guard := procedure.Guard{Name: "fine-grounded", Title: lang.T("罚款有依据", "the fine is grounded"), Basis: penalty, Check: func(_ context.Context, t *procedure.Turn) error {
		if f, ok := t.Form.(*findings); ok && f.Fine > 50_000 && !t.Did("back") {
			return fail.Illegal("bench.fine", "罚款没有依据", "the fine is not grounded")
		}
		return nil
	}}
	do := func(_ context.Context, t *procedure.Turn) error {
		var d facts
		if err := t.Case.Load(&d); err != nil {
			return err
		}
		d.Times++
		if f, ok := t.Form.(*findings); ok {
			d.Findings = f.Text
		}
		return t.Case.Save(d)
	}
	act := func(name, from, to string, title lang.Text, writs ...string) procedure.Act {
		return procedure.Act{Name: name, Title: title, From: []string{from}, To: to, Who: who, Form: findings{}, Guards: []procedure.Guard{guard}, Do: do, Basis: penalty, Tone: procedure.Next, Writs: writs}
	}
	return procedure.Definition{
		Name: "bench.case", Version: 1, Title: lang.T("案件", "Case"), Basis: penalty, Lawful: true, Read: read, Open: handle, Start: "filed", Data: facts{}, From: calendar.DateOf(c.Now()),
		Stages: []procedure.Stage{
			{Name: "filed", Title: lang.T("已立案", "Filed"), Todo: lang.T("调查", "Investigate")},
			{Name: "reported", Title: lang.T("已报告", "Reported"), Todo: lang.T("审核", "Review")},
			{Name: "noticed", Title: lang.T("已告知", "Noticed"), Todo: lang.T("决定", "Decide")},
			{Name: "closed", Title: lang.T("已结案", "Closed"), Final: true},
		},
		Acts: []procedure.Act{
			act("report", "filed", "reported", lang.T("报告", "Report")),
			act("back", "reported", "filed", lang.T("退回", "Send back")),
			act("notice", "filed", "filed", lang.T("告知", "Notify"), "notice"),
			{Name: "approve", Title: lang.T("审核", "Review"), From: []string{"reported"}, To: "noticed", Who: procedure.Who{Permission: decide}, Basis: penalty, Tone: procedure.Next},
			{Name: "close", Title: lang.T("结案", "Close"), From: []string{"noticed"}, To: "closed", Who: procedure.Who{Permission: decide}, Basis: penalty, Tone: procedure.Next},
		},
		Clocks: []procedure.Clock{
			{Name: "decide", Title: lang.T("办案期限", "Time to decide"), Basis: penalty, Rule: "P-DEC", Starts: []string{"open", "back"}, Stops: []string{"report"}},
			{Name: "hearing", Title: lang.T("要求听证", "Asking for a hearing"), Basis: penalty, Rule: "P-HREQ", Starts: []string{"report"}, Stops: []string{"back", "approve"}, Party: true},
		},
		Writs: []procedure.Writ{{Name: "notice", Title: lang.T("行政处罚告知书", "Notice"), Code: "告", Basis: penalty, Make: paper}},
	}
}

func paper(_ context.Context, t *procedure.Turn, n procedure.Numbered) (document.Doc, error) {
	return document.Doc{
		Layout: document.Form, Issuer: n.Organ.Name, Title: "行政处罚告知书", Number: n.Number,
		Blocks: []document.Block{document.Flush("某某公司："), document.Text(findingsText), document.Remedy("你单位可以陈述、申辩。"), document.Seal(n.Organ.Name, t.Day())},
	}, nil
}

const findingsText = "经查，你单位未如实记录安全生产教育和培训情况，未按规定将事故隐患排查治理情况向从业人员通报，上述事实有现场检查记录、询问笔录、照片为证。"

// form is a filled form.
const form = `{"place":"某街道某路一号","text":"` + findingsText + `","fine":20000}`

// open opens cases in one transaction and returns their ids.
func (o *office) open(ctx context.Context, by identity.Subject, n int) (ids []string, err error) {
	err = o.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		ids = nil
		for i := range n {
			c, err := o.engine.Start(ctx, tx, by, "bench.case", procedure.NewCase{
				Title: fmt.Sprintf("某某公司未如实记录培训情况案 %d", i), Area: "210106001", Assignee: by.ID, AssigneeName: by.Name, Department: "执法一科",
				Data: facts{Party: "沈阳某某机械有限公司", Code: "91210106MA0DEMO001"},
			})
			if err != nil {
				return err
			}
			ids = append(ids, c.ID)
		}
		return nil
	})
	return ids, err
}

// act does one act.
func (o *office) act(ctx context.Context, by identity.Subject, caseID, act string) error {
	return o.db.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := o.engine.Act(ctx, tx, by, procedure.Request{Case: caseID, Act: act, Form: []byte(form)})
		return err
	})
}
