package register

import "anlan/internal/base/lang"

func publicKinds() []Kind {
	return []Kind{
		{Name: "transport-hub", Title: lang.T("综合交通枢纽", "Transport hub"), Attrs: TransportHub{}, Theme: PublicSite, KeyField: KeyHub, Style: Style{Glyph: "枢", Colour: "#597ef7", MinZoom: 7}},
		{Name: "school", Title: lang.T("学校", "School"), Attrs: School{}, Theme: PublicSite, Style: Style{Glyph: "学", Colour: "#95de64", MinZoom: 11}},
		{Name: "care-home", Title: lang.T("养老机构", "Home for the old"), Attrs: CareHome{}, Theme: PublicSite, Style: Style{Glyph: "养", Colour: "#ffadd2", MinZoom: 10}},
		{Name: "market", Title: lang.T("集贸市场", "Market"), Attrs: Market{}, Theme: PublicSite, Style: Style{Glyph: "市", Colour: "#ffd666", MinZoom: 10}},
		{Name: "scenic-site", Title: lang.T("旅游景区", "Scenic site"), Attrs: ScenicSite{}, Theme: PublicSite, Shape: Polygon, Style: Style{Glyph: "景", Colour: "#73d13d", MinZoom: 9}},
		{Name: "entertainment", Title: lang.T("公共娱乐场所", "Place of entertainment"), Attrs: Entertainment{}, Theme: PublicSite, Style: Style{Glyph: "娱", Colour: "#f759ab", MinZoom: 11}},
		{Name: "venue", Title: lang.T("体育场馆与会展中心", "Stadium or exhibition hall"), Attrs: Venue{}, Theme: PublicSite, Style: Style{Glyph: "馆", Colour: "#b37feb", MinZoom: 9}},
	}
}

// TransportHub is a station where modes of transport meet (综合交通枢纽).
type TransportHub struct {
	Type     string  `json:"type" title:"类型|Type" enum:"railway=铁路客运站|Railway station;coach=公路客运站|Coach station;airport=机场|Airport;transfer=公交换乘枢纽|Bus hub" list:"1" filter:"1"`
	Daily    int     `json:"daily" title:"日均客流|Passengers a day" unit:"人" min:"0" max:"2000000" list:"1" filter:"1"`
	Peak     int     `json:"peak" title:"最高聚集人数|Most people at once" unit:"人" min:"0" max:"500000" list:"1"`
	Space    float64 `json:"space" title:"建筑面积|Floor area" unit:"m²" min:"0" max:"5000000"`
	Exits    int     `json:"exits" title:"疏散出口|Exits" unit:"个" min:"1" max:"500"`
	Security bool    `json:"security" title:"实行安检|Passengers are checked" filter:"1"`
	Operator string  `json:"operator" title:"运营单位|Operator" max:"100" search:"text"`
	Phone    string  `json:"phone" title:"值班电话|Duty telephone" format:"phone"`
}

// School is a school or kindergarten.
type School struct {
	Type     string `json:"type" title:"学段|Type" enum:"kindergarten=幼儿园|Kindergarten;primary=小学|Primary;middle=初中|Middle;high=高中|High;vocational=职业学校|Vocational;university=高校|University;special=特殊教育|Special" list:"1" filter:"1"`
	Students int    `json:"students" title:"学生数|Students" unit:"人" min:"0" max:"100000" list:"1" filter:"1" count:"people"`
	Staff    int    `json:"staff" title:"教职工数|Staff" unit:"人" min:"0" max:"20000"`
	Boarders int    `json:"boarders,omitempty" title:"住宿人数|Boarders" unit:"人" min:"0" max:"100000" filter:"1"`
	Canteen  bool   `json:"canteen" title:"设有食堂|Has a canteen"`
	Shelter  bool   `json:"shelter" title:"可作避难场所|May serve as a shelter" list:"1" filter:"1"`
	Head     string `json:"head" title:"安全负责人|Person for safety" private:"1"`
	Phone    string `json:"phone" title:"值班电话|Duty telephone" format:"phone"`
}

// CareHome is a home for old people.
type CareHome struct {
	Type      string `json:"type" title:"性质|Type" enum:"public=公办|Public;private=民办|Private;community=社区嵌入|In the community" list:"1" filter:"1"`
	Occupied  int    `json:"occupied" title:"入住人数|Residents" unit:"人" min:"0" max:"5000" list:"1"`
	Beds      int    `json:"beds" title:"床位|Beds" unit:"张" min:"1" max:"5000" from:"occupied" list:"1" filter:"1"`
	Disabled  int    `json:"disabled" title:"失能老人|Residents who cannot help themselves" unit:"人" min:"0" max:"5000" filter:"1"`
	Floor     int    `json:"highest_floor" title:"居住最高层|Highest floor lived on" min:"1" max:"60"`
	Night     int    `json:"night_staff" title:"夜间值守人数|Staff at night" unit:"人" min:"0" max:"200"`
	Sprinkler bool   `json:"sprinklers" title:"自动喷水或简易喷淋|Sprinklers" filter:"1"`
	Keeper    string `json:"keeper" title:"负责人|Keeper" private:"1"`
	Phone     string `json:"phone" title:"值班电话|Duty telephone" format:"phone"`
}

// Market is a market, covered or not.
type Market struct {
	Type   string  `json:"type" title:"类型|Type" enum:"farm=农贸市场|Farm produce;wholesale=批发市场|Wholesale;materials=建材市场|Building materials;goods=小商品市场|Small goods;cars=汽车市场|Cars;night=夜市早市|Night or morning market" list:"1" filter:"1"`
	Stalls int     `json:"stalls" title:"摊位数|Stalls" unit:"个" min:"0" max:"50000" list:"1" filter:"1"`
	Space  float64 `json:"space" title:"营业面积|Area" unit:"m²" min:"0" max:"2000000" list:"1"`
	People int     `json:"people" title:"高峰人数|People at the peak" unit:"人" min:"0" max:"200000" count:"people"`
	Indoor bool    `json:"indoor" title:"室内|Indoors" filter:"1"`
	Lodged bool    `json:"lodging" title:"存在住宿|People sleep there" list:"1" filter:"1"`
	Keeper string  `json:"keeper" title:"管理单位|Kept by" max:"100"`
	Phone  string  `json:"phone" title:"联系电话|Telephone" format:"phone"`
}

// ScenicSite is a scenic site or park with visitors.
type ScenicSite struct {
	Grade    string `json:"grade" title:"等级|Grade" enum:"5a=5A|5A;4a=4A|4A;3a=3A|3A;2a=2A|2A;none=未评级|None" list:"1" filter:"1"`
	Moment   int    `json:"moment" title:"瞬时最大承载量|Most visitors at once" unit:"人" min:"0" max:"1000000" list:"1" filter:"1"`
	Daily    int    `json:"daily" title:"日最大承载量|Most visitors a day" unit:"人" min:"0" max:"2000000" from:"moment" list:"1"`
	Cableway bool   `json:"cableway" title:"有客运索道|Has a cableway" filter:"1"`
	Water    bool   `json:"water" title:"有水上项目|Has boats" filter:"1"`
	Glass    bool   `json:"glass" title:"有玻璃栈道等高风险项目|Has a glass walk or the like" filter:"1"`
	Woods    bool   `json:"woods" title:"涉林景区|In woods" filter:"1"`
	Operator string `json:"operator" title:"运营单位|Operator" max:"100" search:"text"`
	Phone    string `json:"phone" title:"值班电话|Duty telephone" format:"phone"`
}

// Entertainment is a place where people gather to enjoy themselves (公共娱乐场所).
type Entertainment struct {
	Type      string  `json:"type" title:"类型|Type" enum:"ktv=歌舞厅KTV|Karaoke;bar=酒吧|Bar;cinema=影剧院|Cinema, theatre;internet=网吧|Internet café;bath=洗浴|Baths;gym=健身|Gym;escape=密室逃脱剧本杀|Escape room" list:"1" filter:"1"`
	Space     float64 `json:"space" title:"营业面积|Area" unit:"m²" min:"0" max:"100000" list:"1" filter:"1"`
	Capacity  int     `json:"capacity" title:"核定人数|People allowed" unit:"人" min:"0" max:"20000" list:"1" filter:"1"`
	Floor     int     `json:"floor" title:"所在楼层（负为地下）|Floor (negative: below ground)" min:"-5" max:"100" filter:"1"`
	Exits     int     `json:"exits" title:"安全出口|Exits" unit:"个" min:"1" max:"100" list:"1" filter:"1"`
	Sprinkler bool    `json:"sprinklers" title:"自动喷水灭火系统|Sprinklers" filter:"1"`
	Checked   string  `json:"fire_checked,omitempty" title:"开业前消防检查日期|Fire check before opening" format:"date"`
	Keeper    string  `json:"keeper" title:"消防安全责任人|Answers for fire safety" private:"1"`
	Phone     string  `json:"phone" title:"联系电话|Telephone" format:"phone" private:"1"`
}

// Venue is a stadium, hall or exhibition centre where large events are held.
type Venue struct {
	Type     string  `json:"type" title:"类型|Type" enum:"stadium=体育场|Stadium;gymnasium=体育馆|Sports hall;exhibition=会展中心|Exhibition centre;theatre=大剧院|Theatre;museum=博物馆图书馆|Museum, library" list:"1" filter:"1"`
	Capacity int     `json:"capacity" title:"额定容量|Capacity" unit:"人" min:"0" max:"200000" list:"1" filter:"1"`
	Space    float64 `json:"space" title:"建筑面积|Floor area" unit:"m²" min:"0" max:"2000000" list:"1"`
	Exits    int     `json:"exits" title:"疏散出口|Exits" unit:"个" min:"1" max:"500"`
	Shelter  bool    `json:"shelter" title:"可作避难场所|May serve as a shelter" filter:"1"`
	Operator string  `json:"operator" title:"运营单位|Operator" max:"100" search:"text"`
	Phone    string  `json:"phone" title:"值班电话|Duty telephone" format:"phone"`
}
