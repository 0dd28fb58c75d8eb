package register

import (
	"strings"

	"anlan/internal/base/form"
	"anlan/internal/base/lang"
)

// choices reads a code list: "key=中文|English" on each line.
func choices(lines string) []form.Choice {
	var out []form.Choice
	for line := range strings.Lines(lines) {
		key, titles, ok := strings.Cut(strings.TrimSpace(line), "=")
		zh, en, _ := strings.Cut(titles, "|")
		if ok {
			out = append(out, form.Choice{Key: key, Title: lang.T(zh, en)})
		}
	}
	return out
}

// Sector is one of the 45 sectors (行业领域) of the city's risk assessment: of work safety, of running the city, and of
// natural disasters. The city's report names their number; this list is ours and may be changed by the city.
type Sector string

// Choices are the 45 sectors.
func (Sector) Choices() []form.Choice { return sectors }

var sectors = choices(`chem-production=危险化学品生产|Production of hazardous chemicals
chem-trade=危险化学品经营储存|Trade and storage of hazardous chemicals
chem-use=危险化学品使用|Use of hazardous chemicals
fuel-station=加油加气站|Filling stations
fireworks=烟花爆竹|Fireworks
explosives=民用爆炸物品|Civil explosives
mine=非煤矿山|Mines other than coal
tailings=尾矿库|Tailings ponds
smelting=金属冶炼|Smelting of metal
dust=粉尘涉爆|Explosive dust
ammonia=涉氨制冷|Ammonia refrigeration
confined=有限空间作业|Work in confined spaces
machinery=机械制造|Machine building
automotive=汽车及零部件|Cars and parts
light-industry=轻工|Light industry
textile=纺织服装|Textiles
building-materials=建材|Building materials
food=食品加工|Food
pharma=医药制造|Pharmaceuticals
power=电力|Power
special-equipment=特种设备|Special equipment
construction=建筑施工|Construction
municipal=市政工程|Municipal works
road-transport=道路运输|Road transport
dangerous-goods=危险货物运输|Transport of dangerous goods
rail-transit=城市轨道交通|Rail transit
rail-air=铁路和民航|Railway and aviation
post=邮政快递|Post and express
logistics=仓储物流|Storage and logistics
gas=城镇燃气|Gas
heating=供热|Heating
water=供排水|Water
pipes=管线管廊|Pipelines and utility tunnels
telecom=通信|Telecommunication
high-rise=高层建筑|High-rises
complex=大型商业综合体|Large commercial complexes
market=批发零售市场|Markets
hospitality=宾馆餐饮|Hotels and restaurants
entertainment=文化娱乐|Entertainment
tourism=旅游景区|Tourism
education=学校|Schools
health=医疗卫生|Health care
welfare=养老福利|Welfare
waste=垃圾处置|Waste
agriculture=农林水利|Farming, forestry and water works`)

// Process is one of the 18 hazardous processes under special supervision (重点监管的危险化工工艺): the first 15 by 安监总管三
// 〔2009〕116 号, three more by 安监总管三〔2013〕3 号.
type Process string

// Choices are the 18 processes in the order of the two catalogues.
func (Process) Choices() []form.Choice { return processes }

var processes = choices(`phosgenation=光气及光气化工艺|Phosgene and phosgenation
electrolysis=电解工艺（氯碱）|Electrolysis (chlor-alkali)
chlorination=氯化工艺|Chlorination
nitration=硝化工艺|Nitration
ammonia-synthesis=合成氨工艺|Synthesis of ammonia
cracking=裂解（裂化）工艺|Cracking
fluorination=氟化工艺|Fluorination
hydrogenation=加氢工艺|Hydrogenation
diazotization=重氮化工艺|Diazotisation
oxidation=氧化工艺|Oxidation
peroxidation=过氧化工艺|Peroxidation
amination=胺基化工艺|Amination
sulfonation=磺化工艺|Sulphonation
polymerization=聚合工艺|Polymerisation
alkylation=烷基化工艺|Alkylation
coal-chemistry=新型煤化工工艺|New coal chemistry
calcium-carbide=电石生产工艺|Production of calcium carbide
azotization=偶氮化工艺|Azo coupling`)

// HazardClass is a class of hazard by GB 18218-2018 tables 2 and 4, by its symbol.
type HazardClass string

// Choices are the classes.
func (HazardClass) Choices() []form.Choice { return hazardClasses }

var hazardClasses = choices(`J1=J1 急性毒性 类别1 气体|J1 acute toxicity 1, gas
J2=J2 急性毒性 类别1 固体、液体|J2 acute toxicity 1, solid or liquid
J3=J3 急性毒性 类别2、3 气体|J3 acute toxicity 2 and 3, gas
J4=J4 急性毒性 类别2、3 吸入 液体（沸点≤35℃）|J4 acute toxicity 2 and 3, inhaled, liquid boiling at 35 ℃ or below
J5=J5 急性毒性 类别2 其他液体、固体|J5 acute toxicity 2, other liquid or solid
W1.1=W1.1 不稳定爆炸物、1.1项|W1.1 unstable explosives, 1.1
W1.2=W1.2 1.2、1.3、1.5、1.6项爆炸物|W1.2 explosives 1.2, 1.3, 1.5, 1.6
W1.3=W1.3 1.4项爆炸物|W1.3 explosives 1.4
W2=W2 易燃气体|W2 flammable gas
W3=W3 气溶胶|W3 aerosol
W4=W4 氧化性气体|W4 oxidising gas
W5.1=W5.1 易燃液体 类别1，或类别2、3且工作温度高于沸点|W5.1 flammable liquid 1, or 2 and 3 above the boiling point
W5.2=W5.2 易燃液体 类别2、3 特殊工艺条件|W5.2 flammable liquid 2 and 3, special conditions
W5.3=W5.3 其他易燃液体 类别2|W5.3 other flammable liquid 2
W5.4=W5.4 其他易燃液体 类别3|W5.4 other flammable liquid 3
W6.1=W6.1 A型和B型自反应物质|W6.1 self-reactive A and B
W6.2=W6.2 C、D、E型自反应物质|W6.2 self-reactive C, D, E
W7.1=W7.1 A型和B型有机过氧化物|W7.1 organic peroxide A and B
W7.2=W7.2 C至F型有机过氧化物|W7.2 organic peroxide C to F
W8=W8 自燃液体和固体 类别1|W8 pyrophoric 1
W9.1=W9.1 氧化性固体和液体 类别1|W9.1 oxidising solid or liquid 1
W9.2=W9.2 氧化性固体和液体 类别2、3|W9.2 oxidising solid or liquid 2 and 3
W10=W10 易燃固体 类别1|W10 flammable solid 1
W11=W11 遇水放出易燃气体 类别1、2|W11 gives off flammable gas with water`)

// SpecialRisk is what makes an enterprise one under special supervision (重点监管事项).
type SpecialRisk string

// Choices are the special risks.
func (SpecialRisk) Choices() []form.Choice { return specialRisks }

var specialRisks = choices(`major-hazard=重大危险源|Major hazard source
hazardous-process=重点监管危险化工工艺|Supervised hazardous process
toxic-gas=毒性气体|Toxic gas
dust=粉尘涉爆|Explosive dust
ammonia=涉氨制冷|Ammonia refrigeration
smelting=金属冶炼|Smelting of metal
confined=有限空间作业|Confined spaces
fireworks=烟花爆竹|Fireworks
crowd=人员密集|Many people
deep-works=深基坑和高大模板|Deep pits and high formwork
dangerous-goods=危险货物运输|Transport of dangerous goods`)

// PermitType is a permit that the bureau or another office gives an enterprise.
type PermitType string

// Choices are the types of permits.
func (PermitType) Choices() []form.Choice { return permitTypes }

var permitTypes = choices(`safety-production=安全生产许可证|Work safety licence
chem-trade=危险化学品经营许可证|Licence to trade hazardous chemicals
chem-use=危险化学品安全使用许可证|Licence to use hazardous chemicals
chem-registration=危险化学品登记证|Registration of hazardous chemicals
fireworks-wholesale=烟花爆竹经营（批发）许可证|Licence to trade fireworks, wholesale
fireworks-retail=烟花爆竹经营（零售）许可证|Licence to trade fireworks, retail
gas=燃气经营许可证|Gas trade licence
road-dangerous=道路危险货物运输许可证|Road transport of dangerous goods
pollutant=排污许可证|Pollutant discharge permit
standardisation=安全生产标准化证书|Certificate of safety standardisation`)
