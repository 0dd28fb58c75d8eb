package city

import "anlan/internal/engine/register"

// chemical is what a source holds: critical quantity in t and β of GB 18218-2018, density of the stored liquid in t/m³,
// the gas that detectors beside it look for, and how it is kept.
type chemical struct {
	name, cas      string
	critical, beta float64
	class          register.HazardClass // by which β is found where table 3 gives none
	density        float64
	gas            string  // key of gases
	pressure       float64 // gauge, MPa, in normal service; 0 for tanks at the pressure of the air
	design         float64 // gauge, MPa
	temperature    float64 // ℃ in normal service
	hot, hotter    float64 // ℃ at which to warn and to act
}

var chemicals = map[string]chemical{
	"nh3":      {"氨", "7664-41-7", 10, 2, "", 0.61, "nh3", 0.85, 2.16, 20, 38, 45},
	"cl2":      {"氯", "7782-50-5", 5, 4, "", 1.41, "cl2", 0.55, 1.62, 18, 35, 40},
	"lpg":      {"液化石油气", "68476-85-7", 50, 1.5, "W2", 0.55, "lel", 0.65, 1.77, 18, 40, 48},
	"lng":      {"天然气", "8006-14-2", 50, 1.5, "W2", 0.43, "lel", 0.12, 0.35, -161, -155, -150},
	"gasoline": {"汽油", "86290-81-5", 200, 1, "W5.3", 0.74, "lel", 0, 0, 20, 35, 40},
	"methanol": {"甲醇", "67-56-1", 500, 1, "W5.3", 0.79, "lel", 0, 0, 20, 38, 45},
	"toluene":  {"甲苯", "108-88-3", 500, 1, "W5.3", 0.87, "lel", 0, 0, 22, 40, 48},
	"styrene":  {"苯乙烯", "100-42-5", 500, 1, "W5.4", 0.91, "lel", 0, 0, 16, 25, 30},
	"benzene":  {"苯", "71-43-2", 50, 1, "W5.3", 0.88, "lel", 0, 0, 25, 40, 48},
	"ether":    {"乙醚", "60-29-7", 10, 1.5, "W5.1", 0.71, "lel", 0, 0, 12, 25, 30},
	"eo":       {"环氧乙烷", "75-21-8", 10, 2, "", 0.87, "lel", 0.35, 1.2, 5, 15, 20},
	"hydrogen": {"氢", "1333-74-0", 5, 1.5, "W2", 0.071, "lel", 0.9, 1.6, 20, 40, 48},
	"oxygen":   {"氧", "7782-44-7", 200, 1, "W4", 1.14, "o2", 0.8, 1.6, -180, -172, -168},
	"h2s":      {"硫化氢", "7783-06-4", 5, 5, "", 0.79, "h2s", 0.9, 2.5, 30, 45, 55},
}

// design is how one source of a type of works is built.
type design struct {
	name     string
	unit     string // production or storage
	chemical string
	form     string
	vessel   string  // what one vessel is called
	volume   float64 // m³ of one vessel
	vessels  int     // how many, as a weight
}

// works are the types of enterprises with hazard sources. A plant with more sources than designs builds them again.
var works = map[string]struct {
	trade, industry string
	designs         []design
}{
	"cold": {"冷链仓储", "G5930", []design{
		{"液氨储罐区", "storage", "nh3", "horizontal", "液氨储罐", 60, 3},
		{"氨制冷机房", "production", "nh3", "unit", "低压循环桶机组", 25, 2},
		{"速冻车间氨系统", "production", "nh3", "unit", "蒸发器组", 25, 2},
	}},
	"chlor": {"氯碱化工", "C2611", []design{
		{"液氯储罐区", "storage", "cl2", "horizontal", "液氯储罐", 50, 4},
		{"液氯包装间", "storage", "cl2", "warehouse", "液氯钢瓶库", 25, 2},
		{"氢气处理单元", "production", "hydrogen", "unit", "氢气压缩机组", 120, 2},
		{"电解单元", "production", "cl2", "unit", "电解槽组", 12, 3},
	}},
	"solvent": {"有机化工", "C2614", []design{
		{"甲醇储罐区", "storage", "methanol", "vertical", "甲醇储罐", 1000, 4},
		{"甲苯储罐区", "storage", "toluene", "vertical", "甲苯储罐", 1000, 4},
		{"环氧乙烷储罐区", "storage", "eo", "sphere", "环氧乙烷球罐", 50, 2},
		{"合成单元", "production", "eo", "unit", "反应釜组", 25, 4},
	}},
	"air": {"工业气体", "C2619", []design{
		{"液氧储槽区", "storage", "oxygen", "vertical", "液氧储槽", 500, 2},
		{"氢气站", "storage", "hydrogen", "horizontal", "液氢储罐", 150, 2},
		{"充装单元", "production", "hydrogen", "unit", "充装机组", 120, 2},
	}},
	"pharma": {"制药", "C2710", []design{
		{"乙醚储罐区", "storage", "ether", "horizontal", "乙醚储罐", 30, 2},
		{"提取车间", "production", "ether", "unit", "提取釜组", 22, 3},
	}},
	"resin": {"合成树脂", "C2651", []design{
		{"苯乙烯储罐区", "storage", "styrene", "vertical", "苯乙烯储罐", 1000, 3},
		{"聚合单元", "production", "styrene", "unit", "聚合釜组", 750, 4},
		{"苯储罐区", "storage", "benzene", "vertical", "苯储罐", 500, 2},
	}},
	"refinery": {"石油制品", "C2511", []design{
		{"汽油储罐区", "storage", "gasoline", "vertical", "汽油内浮顶罐", 5000, 6},
		{"苯储罐区", "storage", "benzene", "vertical", "苯储罐", 1000, 3},
		{"液化气球罐区", "storage", "lpg", "sphere", "液化气球罐", 1000, 4},
		{"硫磺回收单元", "production", "h2s", "unit", "硫磺回收装置", 12, 2},
		{"加氢单元", "production", "hydrogen", "unit", "加氢反应器组", 150, 4},
		{"气分单元", "production", "lpg", "unit", "气体分馏塔组", 300, 4},
	}},
	"lpg": {"液化石油气供应", "D4512", []design{
		{"液化石油气罐区", "storage", "lpg", "horizontal", "液化石油气储罐", 120, 4},
		{"液化石油气充装间", "production", "lpg", "unit", "充装转盘", 120, 1},
	}},
	"depot": {"油气仓储", "G5941", []design{
		{"汽油罐组一", "storage", "gasoline", "vertical", "汽油内浮顶罐", 5000, 4},
		{"汽油罐组二", "storage", "gasoline", "vertical", "汽油内浮顶罐", 3000, 4},
		{"甲醇罐组", "storage", "methanol", "vertical", "甲醇储罐", 2000, 3},
		{"付油单元", "production", "gasoline", "unit", "付油台", 350, 2},
	}},
	"gas": {"天然气供应", "D4511", []design{
		{"液化天然气储罐区", "storage", "lng", "vertical", "液化天然气储罐", 5000, 2},
		{"气化单元", "production", "lng", "unit", "气化器组", 200, 2},
	}},
	"water": {"自来水供应", "D4610", []design{
		{"加氯间", "storage", "cl2", "warehouse", "液氯钢瓶库", 20, 2},
	}},
	"sulfur": {"精细化工", "C2669", []design{
		{"硫化氢制备单元", "production", "h2s", "unit", "硫化氢发生装置", 12, 3},
		{"甲苯储罐区", "storage", "toluene", "vertical", "甲苯储罐", 1000, 3},
		{"硫化氢缓冲罐区", "storage", "h2s", "horizontal", "硫化氢缓冲罐", 12, 2},
	}},
}

// sites are the 27 enterprises with hazard sources: district, works, number of sources (73 together). The first is the
// cold store of the story.
var sites = []struct {
	district, works string
	sources         int
}{
	{StoryDistrict, "cold", 2},
	{"210106", "chlor", 4},
	{"210106", "solvent", 4},
	{"210106", "air", 3},
	{"210106", "pharma", 2},
	{"210106", "resin", 3},
	{"210106", "refinery", 6},
	{"210114", "cold", 2},
	{"210114", "lpg", 2},
	{"210114", "depot", 4},
	{"210114", "sulfur", 3},
	{"210112", "gas", 2},
	{"210112", "water", 1},
	{"210112", "pharma", 2},
	{"210113", "cold", 3},
	{"210113", "solvent", 4},
	{"210111", "lpg", 2},
	{"210111", "depot", 4},
	{"210111", "air", 2},
	{"210104", "water", 1},
	{"210104", "gas", 2},
	{"210105", "water", 1},
	{"210103", "cold", 1},
	{"210115", "solvent", 4},
	{"210115", "sulfur", 2},
	{"210181", "depot", 4},
	{"210124", "lpg", 3},
}

const (
	sourcesInAll = 73
	vesselsInAll = 224
)
