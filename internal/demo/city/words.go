package city

import (
	"math/rand/v2"
	"strconv"
	"strings"
)

// Notice stands in the address of every constructed element.
const Notice = "演示数据"

// The characters of constructed trade names (字号), 64 in each place: 262,144 names of three characters, each used once.
var brandChars = [3][]rune{
	[]rune("瑞恒盛兴鑫宏嘉隆祥永泰昌丰和顺佳华润德信诚金福源康宁安达通广景晟铭凯博远天元正中东北辽沈浑奉浦松柏云雪冰星辰曦昊朗彤睿毅拓创新科"),
	[]rune("岚枫桐澜渊岳岭峰川河溪湖海洋波涛帆舟航翔飞鹏鹰鹤鸿雁燕骏骐骥驰腾跃奔锦绣彩霞虹光辉耀灿烂明亮清澈纯净柔婉静谧悠遥旷荡浩沐溢澄淳涵"),
	[]rune("松林森木禾苗谷田园苑庭轩阁楼台堂坊斋庄村镇城都邦域界疆野原坡丘岩石玉珠璞瑾瑜琪琳珂玛瑙翠碧青蓝紫丹朱赤彬文章卷册页典籍芝兰竹菊荷"),
}

// brand is the n-th trade name; neighbours differ in every character.
func brand(n int) string {
	m := n * 99_991 % (64 * 64 * 64) // an odd factor: a permutation of all names
	return string([]rune{brandChars[0][m>>12], brandChars[1][m>>6&63], brandChars[2][m&63]})
}

// company is the name of the n-th constructed company: 沈阳 + 演示 + trade name + trade + 有限公司.
func company(n int, trade string) string { return "沈阳演示" + brand(n) + trade + "有限公司" }

var (
	surnames = []rune("王李张刘陈杨赵黄周吴徐孙马胡朱郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤")
	given    = []rune("明国华建文平志伟海东晓春丽军玉秀英芳敏静强磊洋勇艳杰娟涛超霞鹏辉刚桂兰鑫波斌宇浩凯健俊帆雪荣梅红宁龙林凤洁琳云飞永祥庆利成康光亮生全发武新胜学才世佳嘉欣怡涵梓睿思远子航雨泽诗琪若曦安然一诺")
)

// person is a constructed name of two or three characters.
func person(rnd *rand.Rand) string {
	name := []rune{surnames[rnd.IntN(len(surnames))], given[rnd.IntN(len(given))]}
	if rnd.IntN(4) > 0 {
		name = append(name, given[rnd.IntN(len(given))])
	}
	return string(name)
}

// phone is the n-th constructed telephone number: a number in Shenyang never begins with 0, so nobody is called by it.
func phone(n int) string {
	s := strconv.Itoa(n % 10_000_000)
	return "024-0" + strings.Repeat("0", 7-len(s)) + s
}
