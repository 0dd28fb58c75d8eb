package govern

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"anlan/internal/base/calendar"
	"anlan/internal/base/document"
	"anlan/internal/base/lang"
	"anlan/internal/engine/procedure"
)

// BulletinProcedure is 日研判、周调度、月通报.
const BulletinProcedure = "govern.bulletin"

// The stages of a bulletin; drafted is shared.
const (
	judged = "judged"
	public = "published"
)

var judge = procedure.Who{Permission: "govern.bulletin.judge"}

// judgeForm is the judgement of the duty leader.
type judgeForm struct {
	Judgement  string            `json:"judgement" title:"研判意见|Judgement" max:"3000" format:"text"`
	Praised    []BulletinMention `json:"praised,omitempty" title:"通报表扬|Praised"`
	Criticised []BulletinMention `json:"criticised,omitempty" title:"通报批评|Criticised"`
}

// decideForm makes a point of the agenda a matter of supervision.
type decideForm struct {
	Item   int    `json:"item" title:"议题序号|Number on the agenda" min:"1"`
	Name   string `json:"name" title:"被督办单位|Name" max:"100"`
	Kind   string `json:"kind" title:"被督办对象|Who is supervised" enum:"area=地区|Area;department=行业部门|Department;unit=单位|Unit"`
	Demand string `json:"demand" title:"督办要求|What is demanded" max:"2000" format:"text"`
	Due    string `json:"due" title:"办结期限|Due" format:"date"`
}

// bulletinProcedure is a bulletin: made by the machine, judged, published. The meeting's decisions become supervision.
func (s *System) bulletinProcedure() procedure.Definition {
	return procedure.Definition{
		Name: BulletinProcedure, Version: 1, Title: lang.T("研判调度通报", "Bulletins"), From: calendar.Day(2020, 1, 1),
		Read: readBulletins, Open: "govern.bulletin.judge", Start: drafted, Data: Bulletin{},
		Stages: []procedure.Stage{
			{Name: drafted, Title: lang.T("待研判", "Made"), Todo: lang.T("核对指标，填写研判意见", "Read the figures and judge")},
			{Name: judged, Title: lang.T("待发布", "Judged"), Todo: lang.T("发布", "Publish")},
			{Name: public, Title: lang.T("已发布", "Published"), Final: true},
		},
		Acts: []procedure.Act{
			{Name: "judge", Title: lang.T("填写研判意见", "Judge"), From: []string{drafted, judged}, To: judged, Who: judge, Form: judgeForm{}, Do: procedure.Changing(judgedBy), Tone: procedure.Next},
			{
				Name: "decide", Title: lang.T("议题转督办", "Make an item supervision"), From: []string{drafted, judged}, Who: procedure.Who{Permission: "govern.supervision.issue"}, Form: decideForm{}, Do: s.decided, Tone: procedure.Aside,
				Guards: []procedure.Guard{
					{Name: "open", Title: lang.T("议题尚未转督办", "it was not decided before"), Check: procedure.Checking(itemOpen)},
					{Name: "to-come", Title: lang.T("办结期限尚未届满", "the due day is to come"), Check: decideToCome},
				},
			},
			{Name: "release", Title: lang.T("发布", "Publish"), From: []string{judged}, To: public, Who: judge, Writs: []string{"bulletin"}, Tone: procedure.Next, Guards: []procedure.Guard{{Name: "not-month", Title: lang.T("月通报须经局领导签发", "the monthly one is signed"), Check: procedure.Checking(notMonthly)}}},
			{
				Name: "issue", Title: lang.T("印发月通报", "Issue the monthly bulletin"), From: []string{judged}, To: public, Who: judge, Writs: []string{"bulletin"}, Tone: procedure.Next,
				Signs:  []procedure.Sign{{Name: "leader", Title: lang.T("局领导", "leader of the bureau"), Who: procedure.Who{Permission: "govern.bulletin.sign"}}},
				Guards: []procedure.Guard{{Name: "month", Title: lang.T("是月通报", "it is the monthly one"), Check: procedure.Checking(isMonthly)}},
			},
		},
		Clocks: []procedure.Clock{{Name: "publish", Title: lang.T("发布", "publish"), Until: publishBy, Starts: []string{"open"}, Stops: []string{"release", "issue"}}},
		Writs:  []procedure.Writ{{Name: "bulletin", Title: lang.T("通报", "Bulletin"), Code: "通", Make: s.bulletinPaper}},
	}
}

// publishBy: the brief by noon, the agenda by the end of the day, the monthly one within five days.
func publishBy(t *procedure.Turn) (time.Time, error) {
	d, err := procedure.DataOf[Bulletin](t)
	if err != nil {
		return time.Time{}, err
	}
	day := t.Day()
	switch d.Kind {
	case Daily:
		return laterOf(day.Start().Add(12*time.Hour), t.At.Add(2*time.Hour)), nil
	case Weekly:
		return day.End(), nil
	}
	return day.Next(4).End(), nil
}

// laterOf is the later of two moments: what is made in the afternoon has two hours.
func laterOf(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func judgedBy(t *procedure.Turn, d *Bulletin) error {
	f := procedure.FormOf[judgeForm](t)
	d.Judgement, d.Praised, d.Criticised = f.Judgement, f.Praised, f.Criticised
	return nil
}

func isMonthly(_ *procedure.Turn, d Bulletin) error {
	return must(d.Kind == Monthly, "not-monthly", "只有月通报须经局领导签发，日研判、周调度直接发布", "only the monthly bulletin is signed; others are published", "")
}

func notMonthly(_ *procedure.Turn, d Bulletin) error {
	return must(d.Kind != Monthly, "monthly", "月通报须经局领导签发", "the monthly bulletin is signed by a leader", "")
}

func itemOpen(t *procedure.Turn, d Bulletin) error {
	n := procedure.FormOf[decideForm](t).Item
	if n > len(d.Agenda) {
		return illegal("no-item", "没有第 "+strconv.Itoa(n)+" 项议题", "there is no item "+strconv.Itoa(n)).At("item")
	}
	return must(d.Agenda[n-1].Decided == "", "decided", "第 "+strconv.Itoa(n)+" 项议题已转督办", "item "+strconv.Itoa(n)+" was made supervision before", "item")
}

func decideToCome(_ context.Context, t *procedure.Turn) error {
	return coming(t, procedure.FormOf[decideForm](t).Due, "due")
}

// decided opens the matter of supervision for an item.
func (s *System) decided(ctx context.Context, t *procedure.Turn) error {
	f := procedure.FormOf[decideForm](t)
	d, err := procedure.DataOf[Bulletin](t)
	if err != nil {
		return err
	}
	item := &d.Agenda[f.Item-1]
	area := item.Area
	if area == "" {
		area = t.Case.Area
	}
	c, err := t.Engine.Start(ctx, t.Tx, machine, SupervisionProcedure, procedure.NewCase{
		Title: supervisionTitle(false, f.Name, item.Text), Area: area, Department: "grid",
		Data: Supervision{Kind: f.Kind, Name: f.Name, Source: "meeting", Related: t.Case.ID, Matter: item.Text, Demand: f.Demand, Due: f.Due},
		Note: map[string]string{"from": t.Case.ID, "by": t.Doer().ID},
	})
	if err != nil {
		return err
	}
	item.Decided = c.ID
	return t.Case.Save(d)
}

// bulletinPaper is the bulletin as an official paper (GB/T 9704).
func (s *System) bulletinPaper(_ context.Context, t *procedure.Turn, n procedure.Numbered) (document.Doc, error) {
	d, err := procedure.DataOf[Bulletin](t)
	if err != nil {
		return document.Doc{}, err
	}
	cell := func(w int, text string) document.Cell { return document.Cell{Width: w, Text: text} }
	head := func(w int, text string) document.Cell { return document.Cell{Width: w, Label: true, Text: text} }
	rows := []document.Row{{head(8, "指标"), head(4, "数量"), head(12, "口径")}}
	for _, f := range d.Figures {
		rows = append(rows, document.Row{cell(8, f.Title), cell(4, strconv.Itoa(f.Count)), cell(12, f.Rule)})
	}
	blocks := []document.Block{document.Heading(1, "总体情况（"+d.From+" 至 "+d.To+"）"), document.Table(rows...), document.Heading(1, "研判意见"), document.Text(d.Judgement)}
	if len(d.Ranks) > 0 {
		rows := []document.Row{{head(3, "名次"), head(7, "地区"), head(5, "巡查按时率"), head(5, "督办逾期"), head(4, "整改逾期")}}
		for i, r := range d.Ranks {
			rows = append(rows, document.Row{cell(3, strconv.Itoa(i+1)), cell(7, r.AreaName), cell(5, fmt.Sprintf("%d.%d%%", r.Permille/10, r.Permille%10)), cell(5, strconv.Itoa(r.Late)), cell(4, strconv.Itoa(r.Dangers))})
		}
		blocks = append(blocks, document.Heading(1, "各地区情况"), document.Table(rows...))
	}
	if len(d.Agenda) > 0 {
		var items []string
		for _, x := range d.Agenda {
			items = append(items, x.Name+"："+x.Text+"（"+x.State+"）"+map[bool]string{true: "，已转督办"}[x.Decided != ""])
		}
		blocks = append(blocks, document.Heading(1, "调度议题"), document.List(items...))
	}
	for _, x := range []struct {
		title string
		list  []BulletinMention
	}{{"通报表扬", d.Praised}, {"通报批评", d.Criticised}} {
		if len(x.list) == 0 {
			continue
		}
		var items []string
		for _, m := range x.list {
			items = append(items, m.Name+"："+m.Reason)
		}
		blocks = append(blocks, document.Heading(1, x.title), document.List(items...))
	}
	return document.Doc{
		Layout: document.Paper, Issuer: n.Organ.Name, Title: d.title(), Number: n.Number, Addressee: "各区、县（市）人民政府，各成员单位", Mark: s.Mark,
		Blocks: append(blocks, document.Seal(n.Organ.Name, calendar.DateOf(t.Now.Time))),
	}, nil
}
