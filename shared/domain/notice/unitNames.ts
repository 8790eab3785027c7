/**
 * What looks like a unit, and what only looks like many: the endings of public bodies' names, and the words
 * (各, 相关, 有关 …) by which a notice binds units without naming them. All patterns take folded, blank-free text.
 */

const ENDING =
  /(?:委员会|委|局|厅|部|处|室|科|办|中心|总会|协会|学会|商会|联合会|基金会|促进会|研究会|理事会|集团|公司|企业|政府|管委会|工委|办事处|法院|检察院|院|工会|妇联|团委|残联|侨联|文联|科协|社科联|工商联|记协|作协|红十字会|联社|银行|分行|支行|人行|中支|总队|支队|大队|队|站|所|馆|台|社|学校|学院|大学|医院|署|海关|税务|会|组|专班|指挥部|党委|党组|党支部|支部|纪委|监委|纪检组|监察组|团市委|团省委|团县委|团区委|团中央|中央|街道|镇|乡|区|县|市|州|省|盟|旗|园|电网|电信|联通|移动|铁塔|邮政|消防|武警|军区|军分区|人武部|人大|政协|机关|处\(室\)|编办|网信|信访|气象|烟草|铁路|机场|港口|高法|高检|高院|两院|国资|城投|水务|燃气|供电|交投|平台|总局|总站|战区|单位|部门)(?:\([^()]{1,16}\))?$/

/** Endings strong enough to part `A和B`: 发展和改革委员会 stays whole because 发展 ends in none of them. */
const STRONG_ENDING =
  /(?:委员会|委|局|厅|部|处|科|办公室|室|办|中心|总会|协会|学会|联合会|商会|监会|委会|[合联销报讯]社|学校|党校|大学|电视台|博物馆|图书馆|档案馆|文化馆|体育馆|企业|单位|部门|机构|队|军区|武警|电网|基金会|集团|公司|政府|管委会|办事处|法院|检察院|院|工会|妇联|残联|侨联|文联|科协|工商联|联社|银行|分行|支行|海关|总队|支队|大队|站|所|人大|政协|领导小组|专班|团市委|团省委|团县委|团区委|气象|税务|供电|消防|红十字会)(?:\([^()]{1,16}\))?$/
const NOT_A_UNIT =
  /(?:社会|干部|内部|全部|外部|局部|机关|之处|用处|好处|场所|网站|车站|社区|小区|园区|城市|都市|超市|会议|机会)$/

const PLACE_ENDING = /(?:[市区县州盟旗镇乡]|街道)(?:\([^()]{1,12}\))?$/

export const isUnitLike = (name: string): boolean =>
  name.length >= 2 && name.length <= 40 && ENDING.test(name) && !/[。;:,!?]/.test(name.replace(/\([^()]*\)/g, ''))

/** Whether a name can stand alone on the left of 和, 及, 与. */
export const endsLikeUnit = (name: string): boolean =>
  name.length >= 2 && STRONG_ENDING.test(name) && !NOT_A_UNIT.test(name)

export const endsLikePlace = (name: string): boolean =>
  name.length >= 2 && PLACE_ENDING.test(name) && !NOT_A_UNIT.test(name)

const QUANTIFIED =
  /各|有关|相关|(?:^|[市省县区厅局])(?:其他|其它|其余)|所有|全体|^涉及|^涉事|所涉|属地|当地|事发地|所在地|成员单位|所属|下属|直属(?:事业|企业|企事业)?(?:单位|机构|部门)|(?:市|省|县|区|州|局|厅|委|中央|驻.)直(?:机关)?(?:各?部门|单位|机关)$|(?:省|市|县|区|国家|乡镇|区县)级(?:以上|以下)?(?:部门|单位)|(?:局|厅|委|部|市|省)(?:属|管)(?:单位|企业|社会组织|事业单位|企事业单位)|^(?:全市|全省|全县|全区|全州|全局|全厅)|业务主管(?:单位|部门)|行业主管|^主管部门|职能部门|(?:牵头|配合|责任|协办|主办)(?:单位|部门|处室)$|两级|^试点(?:[城地单省市县区乡镇街园])|^[省市县区州](?:属|管)(?!地)/

const PLACE =
  '(?:省|自治区|直辖市|市|州|盟|区|县|旗|县级市|市辖区|自治州|自治县|乡|镇|乡镇|街道|镇街|街镇|街乡|村|社区|园区|开发区|功能区|新区|高新区|工业园区|管理区|景区|县区|区县|市县|市区|市州|县市|县市区|地市|地)'
const PLACE_GENERIC = new RegExp(
  `^(?:${PLACE}(?:\\([^()]{1,12}\\))?){1,3}(?:两级|三级|级)?(?:人民政府|政府|党委政府|党委和政府|党委|党工委|管委会|管理委员会|办事处|民政局)?$`,
)
const MANY_PLACES = new RegExp(
  `^(?:(?:${PLACE}\\([^()]{1,12}[、,/]?[^()]{0,12}\\))|县区(?!域)|区县|市县|县市区?(?!场)|市州|乡镇(?!企业)|镇街|街镇|街乡|乡镇街道)(?:两级|级)?(?:人民政府|政府|党委政府|党委|党工委|管委会|办事处|街道|街道办事处|民政局|[\\u4e00-\\u9fff]{1,8}局)?$`,
)
const KIND_GENERIC =
  /^(?:企业|事业单位|企事业单位|机关|单位|部门|部门和单位|处室|处\(室\)|处室局|科室|股室|室|机构|高校|高等院校|高等学校|学校|医院|社会组织|行业协会|院校|科研院所|街道办事处|街道办|乡镇街道|村委会|居委会|村\(居\)(?:委会)?|地区|地方|基层|基层单位|基层组织|二级单位|派出机构|驻(?:.|辖区|区内?)单位|社区居委会|物业(?:服务)?(?:公司|企业)|村\(社区\)|社区\(村\)|地方(?:各级)?(?:人民)?政府|党组织|党支部|支部|医疗机构|养老机构|民办机构|直属单位|直属机构|直属事业单位|中介机构|有关方面|经办机构|金融机构|平台企业|用人单位)$/

/**
 * `quantified` names nobody by a word of its own (各区, 相关处室); `generic` does so only beside such a word or by
 * meaning many (事业单位, 县级市, 县（市、区）政府); null is a unit's own name. Takes folded text.
 */
export const wildcardKind = (name: string): 'quantified' | 'generic' | null => {
  if (/^事业单位$/.test(name)) return 'generic'
  if (KIND_GENERIC.test(name) || MANY_PLACES.test(name)) return 'generic'
  if (QUANTIFIED.test(name)) return 'quantified'
  return null
}

/** A place word without a name (县级市, 直辖市人民政府): it completes `各区、…` and is a unit's own name elsewhere. */
export const isBarePlace = (name: string): boolean => PLACE_GENERIC.test(name)

/** `各区`, `各市（州）`: a wildcard that still waits for the rest of its list. */
export const endsInPlaceWord = (name: string): boolean => new RegExp(`${PLACE}(?:\\([^()]{1,12}\\))?$`).test(name)
