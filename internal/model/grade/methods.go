package grade

import "anlan/internal/base/lang"

var (
	lecTable = Basis{lang.T("作业条件危险性评价法（格雷厄姆、金尼）的通行分值表", "the common table of scores of the method of Graham and Kinney"), Secondary}
	local    = Basis{lang.T("地方标准通行的四色分界，未核实", "cut-offs common in local standards, not verified"), Memory}
	lsTable  = Basis{lang.T("地方标准的风险矩阵法（LS），未核实", "LS as in local standards, not verified"), Memory}
	proposal = Basis{lang.T("本系统提出的缺省值，不是标准", "a default proposed here, no standard"), Constructed}
)

// LEC is D = L×E×C. A result on a border belongs to the graver class, but 320: the first class is what exceeds it.
func LEC() Method {
	return Method{
		ID: "lec", Title: lang.T("作业条件危险性评价法（LEC）", "LEC: likelihood, exposure, consequence"), Result: "D", Basis: lecTable, Colours: local,
		Factors: []Factor{
			{"L", lang.T("事故发生的可能性", "likelihood"), []Score{
				{1, lang.T("实际不可能", "practically impossible")},
				{2, lang.T("极不可能", "extremely unlikely")},
				{5, lang.T("很不可能，可以设想", "very unlikely")},
				{10, lang.T("可能性小，完全意外", "unlikely, accidental")},
				{30, lang.T("可能，但不经常", "possible, not usual")},
				{60, lang.T("相当可能", "quite possible")},
				{100, lang.T("完全可以预料", "fully expected")},
			}},
			{"E", lang.T("暴露于危险环境的频繁程度", "exposure"), []Score{
				{5, lang.T("非常罕见地暴露", "very rare")},
				{10, lang.T("每年几次暴露", "a few times a year")},
				{20, lang.T("每月一次暴露", "monthly")},
				{30, lang.T("每周一次或偶然暴露", "weekly or occasional")},
				{60, lang.T("每天工作时间内暴露", "daily in work hours")},
				{100, lang.T("连续暴露", "continuous")},
			}},
			{"C", lang.T("事故后果的严重程度", "consequence"), []Score{
				{10, lang.T("引人注目，需要救护", "first aid")},
				{30, lang.T("重大，致残", "disabling")},
				{70, lang.T("严重，重伤", "serious injury")},
				{150, lang.T("非常严重，一人死亡", "very serious, one death")},
				{400, lang.T("灾难，数人死亡", "disaster, several deaths")},
				{1000, lang.T("大灾难，许多人死亡", "catastrophe, many deaths")},
			}},
		},
		Bands: []Band{
			{320, true, lang.T("极其危险，不能继续作业", "extremely dangerous, stop work"), Red},
			{160, false, lang.T("高度危险，须立即整改", "high, rectify at once"), Orange},
			{70, false, lang.T("显著危险，须整改", "significant, rectify"), Yellow},
			{20, false, lang.T("一般危险，须注意", "possible, attention"), Blue},
			{0, false, lang.T("稍有危险，可以接受", "acceptable"), Blue},
		},
	}
}

// LS is R = L×S, each from 1 to 5.
func LS() Method {
	return Method{
		ID: "ls", Title: lang.T("风险矩阵分析法（LS）", "LS: likelihood and severity"), Result: "R", Factors: likelihoodSeverity(), Basis: lsTable, Colours: local,
		Bands: []Band{
			{20, false, lang.Text{}, Red}, {15, false, lang.Text{}, Orange}, {9, false, lang.Text{}, Yellow}, {4, false, lang.Text{}, Blue}, {0, false, lang.Text{}, Blue},
		},
	}
}

// Matrix is a grid of five by five: the cut-offs of LS, and red for the gravest severity from likelihood 3 on.
func Matrix() Method {
	return Method{
		ID: "matrix", Title: lang.T("风险矩阵", "risk matrix"), Result: "R", Factors: likelihoodSeverity(), Basis: lsTable, Colours: proposal,
		Cells: [][]Risk{
			{Blue, Blue, Blue, Blue, Blue},
			{Blue, Blue, Blue, Blue, Yellow},
			{Blue, Blue, Yellow, Yellow, Red},
			{Blue, Blue, Yellow, Orange, Red},
			{Blue, Yellow, Orange, Red, Red},
		},
	}
}

// Methods are the three.
func Methods() []Method { return []Method{LEC(), LS(), Matrix()} }

// likelihoodSeverity are two factors of five steps. What each step means was not at hand: the words are those of the numbers.
func likelihoodSeverity() []Factor {
	steps := func() []Score {
		return []Score{
			{10, lang.T("1 级（最低）", "step 1 (lowest)")},
			{20, lang.T("2 级", "step 2")},
			{30, lang.T("3 级", "step 3")},
			{40, lang.T("4 级", "step 4")},
			{50, lang.T("5 级（最高）", "step 5 (highest)")},
		}
	}
	return []Factor{{"L", lang.T("事故发生的可能性", "likelihood"), steps()}, {"S", lang.T("事故后果的严重性", "severity"), steps()}}
}

// DirectRule is a fact that makes a risk red whatever its scores are (直接判定).
type DirectRule struct {
	Key   string    `json:"key"`
	Title lang.Text `json:"title"`
	Basis Basis     `json:"basis"`
}

// DirectRules are those common in local standards, not verified; ten people is a parameter.
var DirectRules = []DirectRule{
	{"breach", lang.T("违反法律、法规或标准中的关键条款", "breaches law or a standard on a key item"), local},
	{"uncorrected", lang.T("曾发生死亡或重大事故，且起因仍然存在", "what once caused a fatal or major accident is not corrected"), local},
	{"major-hazard", lang.T("构成重大危险源", "is a major hazard installation"), local},
	{"ten-exposed", lang.T("作业场所有 10 人以上暴露", "ten people or more are exposed"), local},
}
