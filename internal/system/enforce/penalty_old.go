package enforce

import (
	"slices"

	"anlan/internal/base/calendar"
	"anlan/internal/engine/procedure"
)

// oldVersion is the version of the ordinary procedure under the Penalty Law before 15 July 2021.
const oldVersion = 1

// The laws of that time, as far as they differ. The articles are from memory and were not checked against the texts; the
// title that is printed with them says so.
const (
	oldPenaltyLaw = "《行政处罚法》（2017年修正，条号未核对）"
	oldCivilLaw   = "《民事诉讼法》（2017年修正，条号未核对）"
	oldReviewLaw  = "《行政复议法》（2017年修正，条号未核对）"
	// oldStatement is the term that a statement had, since the old law gave none: that of asking for a hearing.
	oldStatement = "P-HREQ"
)

// oldArticles is the era table: the article of the law of 2021 on the left, what stood in its place before on the right. A
// test wants every article of the procedure in it, but for those that ofOldLaw names.
var oldArticles = map[string]string{
	"第五章第三节": "第五章第二节", "第三十三条第一款": "第二十七条第二款", "第三十三条第一款、第二款": "第二十七条第二款", "第三十三条第三款": "第五条", "第三十三条": "第二十七条第二款",
	"第三十四条": "第四条第二款", "第三十六条": "第二十九条", "第四十二条第一款": "第三十七条第一款", "第四十三条": "第三十七条第三款", "第四十三条第一款": "第三十七条第三款",
	"第四十四条": "第三十一条", "第四十五条": "第三十二条", "第四十五条第二款": "第三十二条第二款", "第四十六条": "第三十条", "第五十四条第一款": "第三十六条", "第五十四条第二款": "第三十六条",
	"第五十五条": "第三十七条第一款", "第五十五条第一款": "第三十七条第一款", "第五十五条第二款": "第三十七条第一款", "第五十六条": "第三十七条第二款",
	"第五十七条": "第三十八条", "第五十七条第一款": "第三十八条第一款", "第五十七条第一款第一项": "第三十八条第一款第一项", "第五十七条第一款第二项": "第三十八条第一款第二项",
	"第五十七条第一款第三项": "第三十八条第一款第三项", "第五十七条第一款第四项": "第三十八条第一款第四项", "第五十七条第二款": "第三十八条第二款", "第二十七条": "第二十二条",
	"第五十八条": "第三十八条第三款", "第五十八条第一款": "第三十八条第三款", "第五十八条第二款": "第三十八条第三款", "第五十九条": "第三十九条", "第六十一条": "第四十条", "第六十二条": "第四十一条",
	"第六十三条": "第四十二条", "第六十三条第一款": "第四十二条第一款", "第六十四条": "第四十二条", "第六十四条第一项": "第四十二条第一款第一项", "第六十四条第二项": "第四十二条第一款第二项",
	"第六十四条第三项": "第四十二条第一款第三项", "第六十四条第四项": "第四十二条第一款第四项", "第六十四条第五项": "第四十二条第一款第五项", "第六十四条第六项": "第四十二条第一款第五项",
	"第六十四条第七项、第八项": "第四十二条第一款第六项、第七项", "第六十五条": "第四十三条", "第六十六条": "第五十二条", "第六十六条第一款": "第四十四条", "第六十六条第二款": "第五十二条",
	"第六十七条第三款": "第四十六条第三款", "第七十二条": "第五十一条", "第七十二条第一款第一项": "第五十一条第一项", "第七十三条": "第四十五条", "第七十三条第三款": "第四十五条", "第七十五条第二款": "第五十四条第二款",
}

// ofOldLaw is a basis as the law before 2021 had it. What the old law did not know stands on the opinions of 2018 on the
// three systems (publicity, recordings), or on the ministry's measures (the time of a case).
func ofOldLaw(b procedure.Basis) procedure.Basis {
	opinions := procedure.Basis{Law: threeSystems, Article: "（条号未核对）"}
	switch {
	case b.Law == penaltyLaw && oldArticles[b.Article] != "":
		return procedure.Basis{Law: oldPenaltyLaw, Article: oldArticles[b.Article]}
	case b == penal("第六十条"):
		return procedure.Basis{Law: "《安全生产违法行为行政处罚办法》（2015年修正）", Article: "（条号未核对）"}
	case b == penal("第四十七条"), b == penal("第四十八条第二款"), b.Law == safetyLaw:
		return opinions
	case b.Law == civilLaw:
		return procedure.Basis{Law: oldCivilLaw, Article: "第八十四条至第九十二条"}
	case b.Law == "《行政复议法》":
		return procedure.Basis{Law: oldReviewLaw, Article: "第九条"}
	}
	return b
}

// penaltyOfOldLaw is the ordinary procedure for cases that were opened until 14 July 2021: what the builder of the present
// procedure makes, under the articles of the time, without what the old law did not have: the ninety days, and the three
// days to withdraw a publication. The time of a case is that of the ministry's measures.
func (s *System) penaltyOfOldLaw() procedure.Definition {
	d := s.penaltyProcedure()
	d.Version, d.From, d.To = oldVersion, calendar.Day(1996, 10, 1), calendar.Day(2021, 7, 14)
	d.Basis = ofOldLaw(d.Basis)
	who := func(w procedure.Who) procedure.Who {
		w.Basis = ofOldLaw(w.Basis)
		w.NotBy = slices.Clone(w.NotBy)
		for i := range w.NotBy {
			w.NotBy[i].Basis = ofOldLaw(w.NotBy[i].Basis)
		}
		return w
	}
	for i := range d.Acts {
		a := &d.Acts[i]
		a.Basis, a.Who = ofOldLaw(a.Basis), who(a.Who)
		a.Signs, a.Guards = slices.Clone(a.Signs), slices.Clone(a.Guards)
		for k := range a.Signs {
			a.Signs[k].Who = who(a.Signs[k].Who)
		}
		for k := range a.Guards {
			a.Guards[k].Basis = ofOldLaw(a.Guards[k].Basis)
		}
	}
	for i := range d.Writs {
		d.Writs[i].Basis = ofOldLaw(d.Writs[i].Basis)
	}
	d.Clocks = slices.DeleteFunc(d.Clocks, func(c procedure.Clock) bool { return c.Name == "decide" || c.Name == "withdraw" || c.Name == "publish" })
	for i := range d.Clocks {
		c := &d.Clocks[i]
		c.Basis = ofOldLaw(c.Basis)
		switch c.Name {
		case "statement":
			c.Rule = oldStatement
		case "publish-opinion":
			c.Name, c.Only = "publish", nil
		}
	}
	return d
}
