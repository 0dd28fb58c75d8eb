package city

import (
	"fmt"
	"math/rand/v2"

	"anlan/internal/engine/register"
)

// sectorOf is the sector of the city's risk assessment into which an industry of GB/T 4754 falls; "" for trades that are
// not assessed.
func sectorOf(industry string) register.Sector {
	for n := len(industry); n > 0; n-- {
		if s, ok := sectorOfIndustry[industry[:n]]; ok {
			return s
		}
	}
	return ""
}

var sectorOfIndustry = map[string]register.Sector{
	"A": "agriculture", "B": "mine", "C13": "food", "C14": "food", "C15": "food", "C17": "textile", "C18": "textile", "C20": "light-industry", "C21": "light-industry",
	"C22": "light-industry", "C23": "light-industry", "C25": "chem-production", "C26": "chem-production", "C27": "pharma", "C2710": "chem-use", "C29": "light-industry",
	"C30": "building-materials", "C31": "smelting", "C33": "machinery", "C3391": "smelting", "C34": "machinery", "C35": "machinery", "C36": "automotive", "C38": "machinery", "C40": "machinery",
	"D441": "power", "D443": "heating", "D45": "gas", "D46": "water", "E47": "construction", "E48": "municipal", "E49": "construction", "E50": "construction",
	"F51": "market", "F5162": "chem-trade", "F5169": "chem-trade", "F52": "market", "F5265": "fuel-station", "F5266": "fuel-station", "G54": "road-transport", "G5435": "dangerous-goods",
	"G58": "logistics", "G59": "logistics", "G5930": "ammonia", "G5942": "chem-trade", "G60": "post", "H": "hospitality", "K7020": "high-rise", "N772": "waste", "N78": "municipal",
	"O8051": "entertainment", "P": "education", "Q84": "health", "Q85": "welfare", "R87": "entertainment", "R90": "entertainment", "R9020": "special-equipment",
}

// specialOf are the special risks of an industry.
func specialOf(industry string) []register.SpecialRisk {
	switch industry {
	case "C2611", "C2614", "C2641", "C2651", "C2669", "C2710", "C2511":
		return []register.SpecialRisk{"hazardous-process"}
	case "C3120", "C3130", "C3391":
		return []register.SpecialRisk{"smelting", "confined"}
	case "C3360", "B1019":
		return []register.SpecialRisk{"dust"}
	case "G5930", "C1513":
		return []register.SpecialRisk{"ammonia"}
	case "G5435":
		return []register.SpecialRisk{"dangerous-goods"}
	case "D4620":
		return []register.SpecialRisk{"confined", "toxic-gas"}
	case "E4710", "E4790", "E4813":
		return []register.SpecialRisk{"deep-works"}
	case "O8051", "R9011", "R9020":
		return []register.SpecialRisk{"crowd"}
	}
	return nil
}

// permits are those of an enterprise with hazardous chemicals; one in some is out of date.
func permits(rnd *rand.Rand, industry, district string, n int) []register.Permit {
	main := register.PermitType("chem-use")
	switch {
	case sectorOf(industry) == "chem-production":
		main = "safety-production"
	case sectorOf(industry) == "chem-trade" || sectorOf(industry) == "fuel-station":
		main = "chem-trade"
	case sectorOf(industry) == "gas":
		main = "gas"
	case sectorOf(industry) == "dangerous-goods":
		main = "road-dangerous"
	}
	year := 2022 + rnd.IntN(4)
	out := []register.Permit{{
		Type: main, No: fmt.Sprintf("演示证字〔%d〕%06d号", year, n), Authority: district + "应急管理局（演示）",
		Issued: fmt.Sprintf("%d-%02d-%02d", year, 1+rnd.IntN(12), 1+rnd.IntN(28)), Expires: fmt.Sprintf("%d-%02d-%02d", year+3, 1+rnd.IntN(12), 1+rnd.IntN(28)),
	}}
	if main == "safety-production" || main == "chem-use" {
		out = append(out, register.Permit{
			Type: "pollutant", No: fmt.Sprintf("演示排污%06d", n), Authority: "市生态环境局（演示）",
			Issued: fmt.Sprintf("%d-%02d-01", year, 1+rnd.IntN(12)), Expires: fmt.Sprintf("%d-%02d-28", year+5, 1+rnd.IntN(12)),
		})
	}
	return out
}

// numbered is a random source that depends on a number alone.
func numbered(n int) *rand.Rand { return rand.New(rand.NewPCG(uint64(n), 20260101)) }
