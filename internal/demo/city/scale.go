package city

// Scale says how much of everything the demo city holds. The 27 enterprises with hazard sources, their 73 sources and 224
// tanks and units are the same in every scale, so that stories and ids are.
type Scale struct {
	Enterprises int // the 27 with hazard sources among them
	HighRises   int
	Cameras     int
	Points      int // measuring points: at least what tanks and units need (about 1,300); the rest are gas detectors

	Teams, TeamPeople    int // professional rescue teams and the people in them
	Social, SocialPeople int // social rescue forces and the people in them
	Experts, Depots      int
	Shelters, Hospitals  int
	FireStations         int
	Others               int // all other kinds, in 1/1000 of what stands in the table others; each at least twice

	FewCells bool // grid cells in the district of the story alone
}

// Full is the city of the yearly report of 2020: 24 万家企业、11,201 栋高层建筑、6 万路视频、472 支专业队伍 56,028 人、8 支社会力量
// 505 人、30 个领域 475 名专家、42 个储备库.
var Full = Scale{
	Enterprises: 240_000, HighRises: 11_201, Cameras: 60_000, Points: 3_000,
	Teams: 472, TeamPeople: 56_028, Social: 8, SocialPeople: 505,
	Experts: 475, Depots: 42, Shelters: 186, Hospitals: 128, FireStations: 71, Others: 1000,
}

// Small is a thin city for tests: every kind and every special thing is there, and grid cells in the story's district.
var Small = Scale{
	Enterprises: 300, HighRises: 60, Cameras: 120, Points: 1_350,
	Teams: 39, TeamPeople: 4_630, Social: 8, SocialPeople: 505,
	Experts: 60, Depots: 13, Shelters: 13, Hospitals: 13, FireStations: 13, Others: 10, FewCells: true,
}
