//! The logical structure of a document: what is a heading, a table, a figure, in reading order.
//! It knows nothing of how a PDF writes it.

/// The place of an element in its [`Tree`].
pub(crate) type NodeId = usize;

/// The standard structure types that are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Document,
    Paragraph,
    Heading1,
    Heading2,
    Heading3,
    List,
    ListItem,
    Label,
    ListBody,
    Table,
    TableHead,
    TableBody,
    TableFoot,
    Row,
    HeadCell,
    Cell,
    Caption,
    Figure,
    /// What somebody else has said.
    BlockQuote,
    /// Words of another kind inside a text: another language.
    Span,
    /// Words that lead somewhere. Each has at least one [`Kid::Link`].
    Link,
    /// The mark of a note, or the text of an entry of the contents.
    Reference,
    /// What stands at the foot of the page about the words before it. It needs an id.
    Note,
    /// The contents.
    Toc,
    /// An entry of the contents.
    TocItem,
}

impl Role {
    /// The name of the type in PDF 1.7, 14.8.4.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Role::Document => "Document",
            Role::Paragraph => "P",
            Role::Heading1 => "H1",
            Role::Heading2 => "H2",
            Role::Heading3 => "H3",
            Role::List => "L",
            Role::ListItem => "LI",
            Role::Label => "Lbl",
            Role::ListBody => "LBody",
            Role::Table => "Table",
            Role::TableHead => "THead",
            Role::TableBody => "TBody",
            Role::TableFoot => "TFoot",
            Role::Row => "TR",
            Role::HeadCell => "TH",
            Role::Cell => "TD",
            Role::Caption => "Caption",
            Role::Figure => "Figure",
            Role::BlockQuote => "BlockQuote",
            Role::Span => "Span",
            Role::Link => "Link",
            Role::Reference => "Reference",
            Role::Note => "Note",
            Role::Toc => "TOC",
            Role::TocItem => "TOCI",
        }
    }
}

/// What an element consists of, in reading order.
#[derive(Debug, Clone)]
pub(crate) enum Kid {
    /// A further element.
    Node(NodeId),
    /// A stretch of marked content on a page (counted from 0).
    Content { page: usize, mcid: u32 },
    /// A link of a page, by its place among the links of that page.
    Link { page: usize, link: usize },
}

/// What a head cell is the head of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    Column,
    Row,
}

/// How the items of a list are marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Numbering {
    Bullets,
    Numbers,
}

/// An element of the structure.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) role: Role,
    pub(crate) kids: Vec<Kid>,
    /// The alternative text of a figure.
    pub(crate) alt: Option<String>,
    /// The title of a heading, which some readers list.
    pub(crate) title: Option<String>,
    pub(crate) scope: Option<Scope>,
    /// How many columns a cell covers, if more than one.
    pub(crate) columns: Option<usize>,
    /// How many rows a cell covers, if more than one.
    pub(crate) rows: Option<usize>,
    /// The head cells of a cell, where its place alone does not tell them. They get an id.
    pub(crate) headers: Vec<NodeId>,
    /// The language of the words, where it is not that of the document.
    pub(crate) language: Option<String>,
    /// What else is to be known of a list: how its items are numbered.
    pub(crate) numbering: Option<Numbering>,
    /// Where a figure stands on its page: left, bottom, right, top in points from the lower left corner.
    pub(crate) bounds: Option<[f32; 4]>,
}

/// The structure of one document.
#[derive(Debug)]
pub(crate) struct Tree {
    pub(crate) nodes: Vec<Node>,
}

impl Tree {
    /// The element that holds all others.
    pub(crate) const ROOT: NodeId = 0;

    pub(crate) fn new() -> Self {
        Tree { nodes: vec![Node::new(Role::Document)] }
    }

    /// Adds an element as the last kid of `parent`.
    pub(crate) fn add(&mut self, parent: NodeId, role: Role) -> NodeId {
        let id = self.nodes.len();
        self.nodes.push(Node::new(role));
        self.nodes[parent].kids.push(Kid::Node(id));
        id
    }
}

impl Node {
    fn new(role: Role) -> Self {
        Node {
            role,
            kids: Vec::new(),
            alt: None,
            title: None,
            scope: None,
            columns: None,
            rows: None,
            headers: Vec::new(),
            language: None,
            numbering: None,
            bounds: None,
        }
    }
}

/// The structure type of a heading of this depth (1 to 3).
pub(crate) fn heading_role(depth: u8) -> Role {
    match depth {
        0 | 1 => Role::Heading1,
        2 => Role::Heading2,
        _ => Role::Heading3,
    }
}
