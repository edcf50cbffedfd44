"""The sentences of the report, in Chinese and in English; whole sentences, nothing glued from pieces."""

from __future__ import annotations

ENGLISH: dict[str, str] = {
    "language": "English",
    "title": "Opinion map",
    "titled": "Opinion map: {name}",
    "summary": "{people:,} people cast {votes:,} votes on {statements:,} statements.",
    "groups_found": "The votes show {k} groups of people who vote alike.",
    "no_groups": "The votes do not show groups: people differ, but not in a way that hangs together beyond chance.",
    "most_shared": "Most shared: “{statement}” ({share} agree)",
    "most_divided": "Most divided: “{statement}”",
    "map_heading": "The map",
    "map_note": "Each mark is a person. People who voted alike stand close together. Grey dots cast too few votes to be "
    "placed in a group. Distances are a summary of many statements; directions have no meaning of their own.",
    "map_sampled": "One person in {n} is drawn.",
    "map_description": "{people} people placed by how they voted; {k} groups.",
    "group_heading": "Group {letter}: {size} people",
    "group_stable": "This group is steady: drawn again {n} times with people picked anew from those who took part, {share} "
    "of it stays together on average.",
    "group_doubtful": "This group is doubtful: drawn again {n} times with people picked anew from those who took part, only "
    "{share} of it stays together on average.",
    "group_stands": "What sets the group apart",
    "group_reading": "Share that agrees, of each group; in brackets the range that holds the true share in nine cases of ten.",
    "group_reading_polis": "Share that agrees, of each group.",
    "group_nothing": "No statement sets this group apart surely enough to be named.",
    "more": "{n} more",
    "agrees": "The group agrees.",
    "disagrees": "The group disagrees.",
    "share_of_group": "Group {letter} {share}",
    "share_of_all": "All {share}",
    "between": "; ",
    "consensus_heading": "What all share",
    "consensus_none": "No statement has a sure majority in every group.",
    "consensus_agree": "A clear majority, and most in every group, agree:",
    "consensus_disagree": "A clear majority, and most in every group, reject:",
    "consensus_agree_polis": "A clear majority of all agree:",
    "consensus_disagree_polis": "A clear majority of all reject:",
    "divides_heading": "What divides",
    "divides_note": "Here the chance to agree depends most on where a person stands.",
    "slate_heading": "A short list for everybody",
    "slate_fair": "With these {k} statements {covered} of the people find at least one they agree to. There is no other "
    "statement that one in {k} of all people, or more, agree to while agreeing to none of these.",
    "slate_unfair": "With these {k} statements {covered} of the people find at least one they agree to; yet {left:,} people "
    "agree to one other statement and to none of these.",
    "slate_assumed": "{assumed} of the agreements this rests on are predictions for people who were not asked.",
    "unknown_heading": "What is not known",
    "unknown_chance": "If votes had no ties to one another, ties as strong as these would come up with a chance of "
    "about {p} or less.",
    "unknown_few": "{n:,} people cast fewer than {least} votes. They have a place, but it is uncertain, and they are in no "
    "group.",
    "unknown_seldom": "{n:,} statements have fewer than 20 votes; their shares are rough.",
    "unknown_hidden": "Shares of a group are not shown where fewer than {n} of it voted.",
    "unknown_absent": "Who did not take part is not on this map. It shows who voted, not what a population thinks.",
    "unknown_out": "{n:,} statements were taken out by the moderators or ask about the person; they and their votes play "
    "no part.",
    "unknown_slope": "Whether these are camps or one slope on which people stand all along, votes alone do not settle: "
    "people near the border of two groups are much alike.",
    "table_heading": "All statements",
    "table_note": "Share of agreement among all votes, passes included; in brackets the range that holds the true share "
    "in nine cases of ten. Shares of a group allow for people who may stand in the wrong group, so they can differ a "
    "little from a plain count.",
    "column_statement": "Statement",
    "column_votes": "Votes",
    "column_all": "All",
    "column_group": "Group {letter}",
    "hidden": "too few",
    "how_heading": "How this was made",
    "how": "Whether votes hang together at all was tested against {shuffles} shuffles of the same votes. Groups were drawn "
    "again {replicates} times to see how steady they are. What sets a group apart was tested on votes that had no part in "
    "making the groups. Draws by lot began from the number {seed}. The same votes and settings give the same map, to the "
    "last digit.",
    "how_votes": "Fingerprint of the votes:",
    "how_settings": "Fingerprint of the settings:",
    "how_polis": "Mode “polis”: as the Polis server computes it on a cold start, to compare with it. It always names "
    "groups, also where there are none, and gives no ranges.",
    "untitled": "Statement {id}",
}

CHINESE: dict[str, str] = {
    "language": "中文",
    "title": "意见图谱",
    "titled": "意见图谱：{name}",
    "summary": "{people}人对{statements}条意见投了{votes}票。",
    "groups_found": "从投票看，大家可分为{k}个群体，同一群体的人投票相近。",
    "no_groups": "从投票看不出群体：大家意见有别，但差别没有超出偶然的规律。",
    "most_shared": "最一致：“{statement}”（{share}赞成）",
    "most_divided": "分歧最大：“{statement}”",
    "map_heading": "图谱",
    "map_note": "每个标记代表一个人，投票相近的人靠得近。灰点表示投票太少，未归入群体。距离是对许多意见的概括，方向本身没有含义。",
    "map_sampled": "图上每{n}人画出一人。",
    "map_description": "{people}人按投票排布，共{k}个群体。",
    "group_heading": "群体{letter}：{size}人",
    "group_stable": "该群体稳定：从参加者中反复抽样、重新分组{n}次，平均有{share}仍在一起。",
    "group_doubtful": "该群体不够稳定：从参加者中反复抽样、重新分组{n}次，平均只有{share}仍在一起。",
    "group_stands": "该群体的独特主张",
    "group_reading": "数字为各群体的赞成比例；括号内为区间，十次中有九次包含真实比例。",
    "group_reading_polis": "数字为各群体的赞成比例。",
    "group_nothing": "没有哪条意见能足够确定地代表该群体。",
    "more": "另有{n}条",
    "agrees": "该群体赞成。",
    "disagrees": "该群体反对。",
    "share_of_group": "群体{letter} {share}",
    "share_of_all": "全体 {share}",
    "between": "；",
    "consensus_heading": "共识",
    "consensus_none": "没有哪条意见在每个群体中都有确定的多数。",
    "consensus_agree": "总体明确多数、且各群体多数都赞成：",
    "consensus_disagree": "总体明确多数、且各群体多数都反对：",
    "consensus_agree_polis": "总体明确多数赞成：",
    "consensus_disagree_polis": "总体明确多数反对：",
    "divides_heading": "分歧",
    "divides_note": "在这些意见上，是否赞成最取决于一个人的立场。",
    "slate_heading": "兼顾各方的简表",
    "slate_fair": "在这{k}条意见中，{covered}的人至少能找到一条自己赞成的。简表之外的任何一条意见，赞成它、"
    "却不赞成简表中任何一条的人，都不到总人数的{k}分之一。",
    "slate_unfair": "在这{k}条意见中，{covered}的人至少能找到一条自己赞成的；但仍有{left}人共同赞成另一条意见，却不赞成简表中任何一条。",
    "slate_assumed": "以上所说的赞成，有{assumed}是对未被问到的人的推测。",
    "unknown_heading": "尚不清楚的事",
    "unknown_chance": "假如各条意见的投票互不相关，出现这样强的关联的机会约为{p}或更小。",
    "unknown_few": "{n}人投票不足{least}次。图上有其位置，但不确定，也未归入群体。",
    "unknown_seldom": "{n}条意见不足20票，其比例只是粗略的。",
    "unknown_hidden": "某群体投票不足{n}票时，不显示该群体的比例。",
    "unknown_absent": "没有参加的人不在图上。本图反映投票者的意见，不代表全体居民。",
    "unknown_out": "{n}条意见被主持人移出或属于个人情况提问，连同其投票未参与计算。",
    "unknown_slope": "这些群体究竟是不同的阵营，还是意见由此及彼逐渐过渡，单凭投票无法断定：处在两个群体交界处的人彼此很相近。",
    "table_heading": "全部意见",
    "table_note": "赞成票占全部票数（含略过）的比例；括号内为区间，十次中有九次包含真实比例。群体的比例已考虑个别人可能归错群体，与直接计数会略有出入。",
    "column_statement": "意见",
    "column_votes": "票数",
    "column_all": "全体",
    "column_group": "群体{letter}",
    "hidden": "票数过少",
    "how_heading": "计算方法",
    "how": "先把同样的投票打乱{shuffles}次作对照，检验投票之间究竟有没有关联；再反复抽样、重新分组{replicates}次，看群体是否稳定。"
    "检验群体的独特主张时，所用的投票不曾用于划分群体。抽签从数字{seed}开始。同样的投票和设置得出完全相同的图谱。",
    "how_votes": "投票指纹：",
    "how_settings": "设置指纹：",
    "how_polis": "模式“polis”：按Polis服务器冷启动的方法计算，用于对照。它总会给出群体，即使并不存在，也不给区间。",
    "untitled": "第{id}条意见",
}

LANGUAGES: dict[str, dict[str, str]] = {"zh-Hans": CHINESE, "en": ENGLISH}
