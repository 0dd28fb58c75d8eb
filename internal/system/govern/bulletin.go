package govern

import (
	"cmp"
	"fmt"
	"slices"

	"anlan/internal/base/calendar"
)

// The kinds of bulletins.
const (
	Daily   = "day"   // 日研判
	Weekly  = "week"  // 周调度
	Monthly = "month" // 月通报
)

// CountedRecord is one thing that a figure counted, as it was when it was counted. Link is its page in the web client.
type CountedRecord struct {
	Text     string `json:"text" title:"内容|What"`
	Area     string `json:"area,omitempty" title:"区划代码|Area"`
	AreaName string `json:"area_name,omitempty" title:"地区|Name of the area"`
	State    string `json:"state,omitempty" title:"状态|State"`
	Link     string `json:"link,omitempty" title:"页面|Page"`
}

// BulletinFigure is a number with what it counted. More are those that are counted and not listed.
type BulletinFigure struct {
	Name    string          `json:"name" title:"指标|Name"`
	Title   string          `json:"title" title:"名称|Title"`
	English string          `json:"english" title:"英文名称|Title in English"`
	Count   int             `json:"count" title:"数量|Count"`
	Rule    string          `json:"rule" title:"口径|How it is counted"`
	Bad     bool            `json:"bad,omitempty" title:"需关注|Wants attention"`
	Records []CountedRecord `json:"records,omitempty" title:"明细|Records"`
	More    int             `json:"more,omitempty" title:"未列明细|Not listed"`
}

// AgendaItem is one point of the agenda of a weekly meeting.
type AgendaItem struct {
	Text     string `json:"text" title:"议题|What"`
	Area     string `json:"area,omitempty" title:"区划代码|Area"`
	AreaName string `json:"area_name,omitempty" title:"地区|Name of the area"`
	State    string `json:"state,omitempty" title:"状态|State"`
	Link     string `json:"link,omitempty" title:"页面|Page"`
	Name     string `json:"name" title:"责任单位|Who answers"`
	Decided  string `json:"decided,omitempty" title:"已转督办|Became supervision"`
}

// AreaRank is how one area stands in a month.
type AreaRank struct {
	Area     string `json:"area" title:"区划代码|Area"`
	AreaName string `json:"area_name" title:"地区|Name of the area"`
	Rounds   int    `json:"rounds" title:"到期巡查|Rounds due"`
	InTime   int    `json:"in_time" title:"按时完成|Done in time"`
	Permille int    `json:"permille" title:"按时率（千分数）|Share in time, in thousandths"`
	Late     int    `json:"late" title:"督办逾期|Supervision overdue"`
	Dangers  int    `json:"dangers" title:"隐患整改逾期|Rectifications overdue"`
}

// BulletinMention praises or criticises somebody in a monthly bulletin.
type BulletinMention struct {
	Name   string `json:"name" title:"单位|Who" max:"100"`
	Reason string `json:"reason" title:"事由|Why" max:"500"`
}

// Bulletin is what a case of a bulletin holds. From and To are the first and the last day that it tells of.
type Bulletin struct {
	Kind       string            `json:"kind" title:"种类|Kind" list:"1"`
	Day        string            `json:"day" title:"日期|Day" format:"date" list:"1"`
	From       string            `json:"from" title:"统计起始日|From" format:"date"`
	To         string            `json:"to" title:"统计截止日|To" format:"date"`
	Figures    []BulletinFigure  `json:"figures" title:"指标|Figures"`
	Agenda     []AgendaItem      `json:"agenda,omitempty" title:"调度议题|Agenda"`
	Ranks      []AreaRank        `json:"ranks,omitempty" title:"排名|Ranking"`
	Judgement  string            `json:"judgement,omitempty" title:"研判意见|Judgement" max:"3000" format:"text"`
	Praised    []BulletinMention `json:"praised,omitempty" title:"通报表扬|Praised"`
	Criticised []BulletinMention `json:"criticised,omitempty" title:"通报批评|Criticised"`
	Number     string            `json:"number,omitempty" title:"文号|Number"`
}

// title is the name of the bulletin of a day.
func (b Bulletin) title() string {
	d, err := calendar.ParseDate(b.Day)
	if err != nil {
		return b.Day
	}
	y, m, day := d.Date()
	switch b.Kind {
	case Weekly:
		return fmt.Sprintf("%d年%d月%d日周调度", y, m, day)
	case Monthly:
		from, err := calendar.ParseDate(b.From)
		if err == nil {
			y, m, _ = from.Date()
		}
		return fmt.Sprintf("%d年%d月安全生产情况通报", y, m)
	}
	return fmt.Sprintf("%d年%d月%d日日研判", y, m, day)
}

// spanOf is what the bulletin of a day tells of: yesterday, the seven days before a Monday, the month before.
func spanOf(kind string, day calendar.Date) (from, to calendar.Date) {
	y, m, _ := day.Date()
	switch kind {
	case Weekly:
		return day.Next(-7), day.Next(-1)
	case Monthly, Appraised:
		first := calendar.Day(y, m, 1)
		py, pm, _ := first.Next(-1).Date()
		return calendar.Day(py, pm, 1), first.Next(-1)
	}
	return day.Next(-1), day.Next(-1)
}

// Order puts the areas of a month in order, the best first: by the share of rounds done in time, less one percent for each
// matter of supervision and each rectification that is overdue.
func Order(ranks []AreaRank) {
	slices.SortStableFunc(ranks, func(a, b AreaRank) int {
		return cmp.Or(cmp.Compare(b.score(), a.score()), cmp.Compare(a.Area, b.Area))
	})
}

func (r AreaRank) score() int { return r.Permille - 10*(r.Late+r.Dangers) }
